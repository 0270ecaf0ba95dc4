import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { bundlePage } from './browser-bundle.ts';
import type { ThirdParty } from './third-party.ts';

/** What a page of it is built of. */
export const consoleSource = {
  folder: fileURLToPath(new URL('../functions/console', import.meta.url)),
  script: 'main.tsx',
  style: 'styles/main.css',
};

/**
 * Builds the console into a folder, for functions/api/console.ts to serve as it is: `index.html`, which is asked for each
 * time, and what it leads to. Each is there as it is, and compressed, each coding under its name in HTTP (`.br`, `.gzip`).
 * @returns the packages whose code is in them
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
