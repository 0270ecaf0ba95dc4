import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Deletes the declarations that no entry imports. tsc writes one for each file of the program, and users of the package
 * need a fifth of them.
 */
export async function keepReachable(folder: string, entries: readonly string[]): Promise<void> {
  const kept = new Set<string>();
  const keep = async (file: string): Promise<void> => {
    if (kept.has(file)) return;
    kept.add(file);
    const text = await readFile(file, 'utf8');
    const imports = [...text.matchAll(/(?:\bfrom|\bimport\()\s*["'](\.[^"']+)\.[jt]s["']/g)];
    for (const [, path = ''] of imports) await keep(join(dirname(file), `${path}.d.ts`));
  };
  for (const entry of entries) await keep(resolve(folder, entry));
  for (const file of await readdir(folder, { recursive: true })) {
    const path = resolve(folder, file);
    if (file.endsWith('.d.ts') && !kept.has(path)) await rm(path);
  }
}
