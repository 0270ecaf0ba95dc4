import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a test that misses a program tells its reader to type. */
export const installCommand = 'sudo test/support/debian-packages';

const script = fileURLToPath(new URL('../debian-packages', import.meta.url));

/**
 * Installs the programs that tests need and this machine lacks, where it may. What cannot be had is no reason to end
 * the run: the test that needs it fails, and says so.
 */
export const installPackages = (): void => {
  spawnSync(script, { stdio: 'inherit' });
};
