import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Said outright, because npm's settings may leave out what is for development, which is all, or not ask at all. */
const EVERYTHING = [
  '--audit=true',
  '--offline=false',
  ...['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`),
];

/** npm's exit code tells of advisories, and of a failure too: what it printed tells them apart. */
export async function npmAudit(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const args = ['audit', '--json', '--package-lock-only', ...EVERYTHING];
  const failed = (error: unknown) => {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string')
      return { stdout: error.stdout };
    throw error;
  };
  return (await promisify(execFile)('npm', args, { cwd: ROOT, env, maxBuffer: 2 ** 26 }).catch(failed)).stdout;
}
