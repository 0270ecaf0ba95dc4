import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/**
 * The CPU milliseconds, user and system, all threads, that a fresh Node takes to import a bundle, and then for `use`:
 * the source of a program that finds the bundle's exports in `bundle`.
 */
export const cpuOfImport = async (
  path: string,
  { use = '', env, signal }: { readonly use?: string; readonly env?: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<number> => {
  const script = `
    const start = process.cpuUsage();
    const bundle = await import(${JSON.stringify(pathToFileURL(path).href)});
    ${use}
    const { user, system } = process.cpuUsage(start);
    console.log((user + system) / 1000);`;
  // With as small an environment as Lambda's: without this shell's variables and NODE_OPTIONS.
  const options = { env: { AWS_REGION: 'eu-central-2', ...env }, signal };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], options);
  return Number(stdout.trimEnd().split('\n').at(-1));
};
