import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { distinct, noticesOf, packagesIn, type ThirdParty } from './third-party.ts';

export interface PageSource {
  /** The folder of the files. In `index.html`, SCRIPT and STYLE become the names of the built files. */
  readonly folder: string;
  readonly script: string;
  readonly style: string;
}

export interface BundledPage {
  /** The contents by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The packages with code in the files. */
  readonly packages: readonly ThirdParty[];
}

/**
 * Builds a page: `index.html` and the files to which it leads. Those are named after their content, so that browsers may cache
 * them for good. The script begins with the notices of the packages in it.
 */
export async function bundlePage({ folder, script, style }: PageSource): Promise<BundledPage> {
  const { outputFiles, metafile } = await build({
    entryPoints: { script: join(folder, script), style: join(folder, style) },
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    metafile: true,
    // They are in the notices.
    legalComments: 'none',
    logLevel: 'warning',
  });
  let page = await readFile(join(folder, 'index.html'), 'utf8');
  const packages = distinct((await Promise.all(Object.values(metafile.outputs).map(packagesIn))).flat());
  const files = new Map<string, Uint8Array>();
  for (const { path, contents: bundled } of outputFiles) {
    const isScript = path.endsWith('.js');
    const contents = isScript ? Buffer.concat([Buffer.from(asComment(noticesOf(packages))), bundled]) : bundled;
    const name = `${createHash('sha256').update(contents).digest('hex').slice(0, 16)}${isScript ? '.js' : '.css'}`;
    page = page.replace(isScript ? 'SCRIPT' : 'STYLE', name);
    files.set(name, contents);
  }
  return { files: files.set('index.html', Buffer.from(page)), packages };
}

const asComment = (text: string): string => `/*!\n${text.replaceAll('*/', '* /')}*/\n`;

/** The content type of a page's file, by its name. */
export const contentTypeOf = (name: string): string =>
  `${types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream'}; charset=utf-8`;

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', html: 'text/html' };
