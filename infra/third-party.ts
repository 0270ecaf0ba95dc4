import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';

/** A package by someone else, whose code is in a bundle. */
export interface ThirdParty {
  /** Where it is installed, as package-lock.json names it. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** Its licence's SPDX identifier. */
  readonly licence: string;
  /** The texts that its licence asks everyone to pass on: licence and notices. */
  readonly texts: readonly string[];
}

/** The file beside a bundle that holds the notices of its packages. */
export const NOTICES = 'THIRD-PARTY-NOTICES.txt';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The packages whose code is in an output of esbuild. */
export async function packagesIn(output: Metafile['outputs'][string] | undefined): Promise<readonly ThirdParty[]> {
  const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = used.flatMap(([path]) => packageFolder.exec(resolve(path))?.[0] ?? []);
  return await Promise.all([...new Set(folders)].map((folder) => readPackage(folder)));
}

/** A package's folder at the beginning of a file's path: it ends with the name after the last `node_modules`. */
const packageFolder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

/** A package whose file is copied as it is. @param file is itself a bundle, and has its licences in a file beside it */
export async function packageOfCopy(name: string, file: string): Promise<ThirdParty> {
  const folder = join(ROOT, 'node_modules', name);
  const { texts, ...rest } = await readPackage(folder);
  const own = await readFile(join(folder, `${file}.LICENSE.txt`), 'utf8').catch(absent);
  return { ...rest, texts: own === undefined ? texts : [...texts, own] };
}

/** Each package once, in the order of their names. */
export function distinct(packages: readonly ThirdParty[]): readonly ThirdParty[] {
  const byId = new Map(packages.map((each) => [idOf(each), each]));
  return [...byId.values()].toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

/** The text to pass on with the packages. Each licence stands once, below the packages that it goes for. */
export function noticesOf(packages: readonly ThirdParty[]): string {
  const byText = new Map<string, { readonly text: string; readonly of: string[] }>();
  for (const each of distinct(packages)) {
    for (const text of each.texts.flatMap(partsOf)) {
      const key = text.replaceAll(/\s+/g, ' ').trim();
      const same = byText.get(key) ?? { text: text.trim().replaceAll(/[ \t]+$/gm, ''), of: [] };
      same.of.push(`${idOf(each)} (${each.licence})`);
      byText.set(key, same);
    }
  }
  const parts = [...byText.values()].map(({ text, of }) => `${of.join('\n')}\n\n${text}\n`);
  return [INTRODUCTION, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Apache's terms are the same for all and take 11 of 12 kB; the appendix behind them has the copyright. */
const partsOf = (text: string): readonly string[] => text.split(/(?<=END OF TERMS AND CONDITIONS)\s+(?=\S)/);

const INTRODUCTION = 'textgate contains code of these packages. Their licences and notices follow.\n';

/** Writes the notices into a bundle's folder. A bundle without third-party code gets none. */
export async function writeNotices(folder: string, packages: readonly ThirdParty[]): Promise<void> {
  if (packages.length > 0) await writeFile(join(folder, NOTICES), noticesOf(packages));
}

const idOf = ({ name, version }: ThirdParty): string => `${name} ${version}`;

const read = new Map<string, Promise<ThirdParty>>();

/** Reads each package once, because most functions contain the same. */
function readPackage(folder: string): Promise<ThirdParty> {
  const known = read.get(folder) ?? readManifest(folder);
  read.set(folder, known);
  return known;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

async function readManifest(folder: string): Promise<ThirdParty> {
  const { name, version, license }: Manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const texts = await textsIn(folder);
  return {
    path: relative(ROOT, folder).replaceAll('\\', '/'),
    name,
    version,
    licence: license,
    texts: texts.length > 0 ? texts : [await textElsewhere(folder, { name, version, license })],
  };
}

const legalFile = /^(licen[cs]e|notice|copying)/i;

async function textsIn(folder: string): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((file) => legalFile.test(file)).toSorted();
  return await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
}

/**
 * Some packages come without the text of their licence. Then another package of the same scope and licence has it, or
 * it is MIT's text, and the README has the copyright.
 * @throws Error otherwise, because nobody may pass the package on without it
 */
async function textElsewhere(folder: string, { name, version, license }: Manifest): Promise<string> {
  const scope = dirname(folder);
  const siblings = basename(scope).startsWith('@') ? (await readdir(scope)).toSorted() : [];
  for (const sibling of siblings) {
    const manifest: Manifest = JSON.parse(await readFile(join(scope, sibling, 'package.json'), 'utf8'));
    const [text] = manifest.license === license ? await textsIn(join(scope, sibling)) : [];
    if (text !== undefined) return text;
  }
  const readme = (await readFile(join(folder, 'README.md'), 'utf8').catch(absent)) ?? '';
  const copyright = /copyright \(c\) [^\n]+/i.exec(readme.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1'))?.[0];
  if (license === 'MIT' && copyright !== undefined) return `MIT License\n\n${copyright}\n\n${MIT}`;
  throw new Error(`${name} ${version} is bundled, and no text of its licence (${license}) was found in ${folder}.`);
}

const absent = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
};

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;
