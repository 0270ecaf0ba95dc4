import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { emulatorEnvironment } from '../../../infra/local/aws-environment.ts';

const run = promisify(execFile);

/**
 * Runs the admin command on the stack deployed to an emulator, as an administrator does on a real one.
 * @param program this version's, unless a test gives another version's
 */
export const adminOf =
  (emulatorUrl: string, program = 'infra/cli/main.ts') =>
  async (command: string) => {
    const args = [program, ...command.split(' '), '--json'];
    const { stdout } = await run(process.execPath, args, { env: emulatorEnvironment(emulatorUrl) });
    return JSON.parse(stdout);
  };
