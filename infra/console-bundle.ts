import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { bundlePage } from './browser-bundle.ts';
import type { ThirdParty } from './third-party.ts';

/** The sources of the console's page. */
export const consoleSource = {
  folder: fileURLToPath(new URL('../functions/console', import.meta.url)),
  script: 'main.tsx',
  style: 'styles/main.css',
};

/**
 * Builds the console into a folder, from which functions/api/console.ts serves it: `index.html` and the files to which it leads.
 * Each file is there plain and compressed, with the coding's HTTP name as its ending (`.br`, `.gzip`).
 * @returns the packages with code in them
 */
export async function bundleConsole(folder: string): Promise<readonly ThirdParty[]> {
  await mkdir(folder, { recursive: true });
  const { files, packages } = await bundlePage(consoleSource);
  for (const [name, content] of files) await write(join(folder, name), content);
  return packages;
}

async function write(path: string, content: Uint8Array): Promise<void> {
  await Promise.all([
    writeFile(path, content),
    writeFile(`${path}.br`, await promisify(brotliCompress)(content)),
    writeFile(`${path}.gzip`, await promisify(gzip)(content, { level: 9 })),
  ]);
}
