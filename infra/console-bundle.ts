import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { build } from 'esbuild';

const source = (file: string): string => fileURLToPath(new URL(`../functions/console/${file}`, import.meta.url));

/**
 * Builds the console into a folder, for functions/api/console.ts to serve as it is: `index.html`, which is asked for each
 * time, and what it leads to, named after its content, so that browsers may keep it for good. Each is there as it is, and
 * compressed (`.br`, `.gz`).
 */
export async function bundleConsole(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: { script: source('main.tsx'), style: source('styles/main.css') },
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  let page = await readFile(source('index.html'), 'utf8');
  for (const { path, contents } of outputFiles) {
    const isScript = path.endsWith('.js');
    const name = `${createHash('sha256').update(contents).digest('hex').slice(0, 16)}${isScript ? '.js' : '.css'}`;
    page = page.replace(isScript ? 'SCRIPT' : 'STYLE', name);
    await write(join(folder, name), contents);
  }
  await write(join(folder, 'index.html'), Buffer.from(page));
}

async function write(path: string, content: Uint8Array): Promise<void> {
  await Promise.all([
    writeFile(path, content),
    writeFile(`${path}.br`, await promisify(brotliCompress)(content)),
    writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 })),
  ]);
}
