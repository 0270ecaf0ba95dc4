import { createRequire } from 'node:module';
import { emulatorEnvironment } from './aws-environment.ts';
import { requireLoopback } from './loopback.ts';
import { run } from './process-group.ts';

// Not import.meta.resolve: Vitest, which runs this for the end-to-end tests, has none.
const CDK = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

export interface CdkOptions {
  readonly emulatorUrl: string;
  readonly cwd: string;
  /** A folder for the app's temporary files, which remain if it is interrupted. */
  readonly temporary: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the CDK's own command line against the emulator.
 * @throws CannotStartError if the emulator is not on this machine; ProgramFailedError
 */
export function cdk(args: readonly string[], { emulatorUrl, cwd, temporary, signal }: CdkOptions): Promise<string> {
  const env = { ...emulatorEnvironment(requireLoopback(emulatorUrl).origin), TMPDIR: temporary };
  return run(process.execPath, [CDK, ...args], { env, signal, title: `cdk ${args[0]}`, cwd });
}
