import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleConsole } from '../../infra/console-bundle.ts';

/** Compressed bytes that the console loads when it is first opened. They matter on a slow connection. */
const budget = 60_000;

let folder: string;
let files: ReadonlyMap<string, Buffer>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-console-'));
  files = await built(join(folder, 'first'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const built = async (out: string): Promise<ReadonlyMap<string, Buffer>> => {
  await bundleConsole(out);
  const names = (await readdir(out)).toSorted();
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(out, name))] as const)));
};

const contentOf = (name: string): Buffer => files.get(name) ?? Buffer.alloc(0);
const plain = () => [...files.keys()].filter((name) => /\.(html|js|css)$/.test(name));

describe('the console, as it is built', () => {
  it('is a page, a script and a style, each plain and compressed', () => {
    const endings = plain().map((name) => name.replace(/^[0-9a-f]{16}/, ''));

    expect(endings.toSorted()).toEqual(['.css', '.js', 'index.html']);
    expect([...files.keys()]).toEqual(plain().flatMap((name) => [name, `${name}.br`, `${name}.gzip`]));
    for (const name of plain()) {
      expect(brotliDecompressSync(contentOf(`${name}.br`)).equals(contentOf(name))).toBe(true);
      expect(gunzipSync(contentOf(`${name}.gzip`)).equals(contentOf(name))).toBe(true);
    }
  });

  it.each(['br', 'gzip'])(`is loaded in less than ${budget / 1000} kB by whoever takes %s`, (coding) => {
    const bytes = plain().reduce((sum, name) => sum + contentOf(`${name}.${coding}`).length, 0);

    expect(bytes).toBeLessThan(budget);
  });

  it('is all loaded at once, so that an open page needs nothing of its build after an upgrade', () => {
    const page = contentOf('index.html').toString();
    const linked = [...page.matchAll(/(?:src|href)="console\/([^"]+)"/g)].map(([, name = '']) => name);
    const script = contentOf(plain().find((name) => name.endsWith('.js')) ?? '').toString();

    expect(linked.toSorted()).toEqual(plain().filter((name) => name !== 'index.html'));
    expect(script).not.toMatch(/\bimport\s*\(|sourceMappingURL|\beval\(|new Function/);
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style| style=| on\w+=|https?:/);
  });

  it('is the same at each build: a deployment changes only what changed', async () => {
    expect(await built(join(folder, 'second'))).toEqual(files);
  });
});
