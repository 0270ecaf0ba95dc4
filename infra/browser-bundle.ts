import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface PageSource {
  /** Where the files are. Of `index.html`, SCRIPT and STYLE become the names of what is built. */
  readonly folder: string;
  readonly script: string;
  readonly style: string;
}

/**
 * Builds a page: `index.html`, and what it leads to, named after its content, so that browsers may keep that for good.
 * @returns the files by their names
 */
export async function bundlePage({ folder, script, style }: PageSource): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: { script: join(folder, script), style: join(folder, style) },
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
  let page = await readFile(join(folder, 'index.html'), 'utf8');
  const files = new Map<string, Uint8Array>();
  for (const { path, contents } of outputFiles) {
    const isScript = path.endsWith('.js');
    const name = `${createHash('sha256').update(contents).digest('hex').slice(0, 16)}${isScript ? '.js' : '.css'}`;
    page = page.replace(isScript ? 'SCRIPT' : 'STYLE', name);
    files.set(name, contents);
  }
  return files.set('index.html', Buffer.from(page));
}

/** What a file of a page is, by its name. */
export const contentTypeOf = (name: string): string =>
  `${types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'}; charset=utf-8`;

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };
