import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Named outright, because npm's settings on a machine may turn audits off, or leave out packages for development: here all
 * packages are.
 */
const EVERYTHING = [
  '--audit=true',
  '--offline=false',
  ...['dev', 'optional', 'peer'].map((kind) => `--include=${kind}`),
];

/** What npm prints. Its exit code is the same for advisories and for a failure. */
export async function npmAudit(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const args = ['audit', '--json', '--package-lock-only', ...EVERYTHING];
  const failed = (error: unknown) => {
    if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string')
      return { stdout: error.stdout };
    throw error;
  };
  return (await promisify(execFile)('npm', args, { cwd: ROOT, env, maxBuffer: 2 ** 26 }).catch(failed)).stdout;
}
