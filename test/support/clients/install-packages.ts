import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Tests print this command if a program is missing. */
export const installCommand = 'sudo test/support/debian-packages';

const script = fileURLToPath(new URL('../debian-packages', import.meta.url));

/**
 * Tries to install the programs that tests need and this machine lacks. Failing to do so does not end the run: the test
 * that needs the program fails and says so.
 */
export const installPackages = (): void => {
  spawnSync(script, { stdio: 'inherit' });
};
