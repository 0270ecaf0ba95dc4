import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';
import { clientBundle } from '../../../infra/client-bundle.ts';

const bundled = () => build({ ...clientBundle, format: 'esm', minify: true, write: false, metafile: true });
let bundle: Awaited<ReturnType<typeof bundled>>;
beforeAll(async () => {
  bundle = await bundled();
});

it('has less than 6,000 bytes, minified and zipped', () => {
  const [file] = bundle.outputFiles;

  expect(gzipSync(file?.contents ?? '').length).toBeLessThan(6_000);
});

it('is made of the client and of the contract, and of no package', () => {
  const sources = Object.keys(bundle.metafile.inputs);
  const [output] = Object.values(bundle.metafile.outputs);

  expect(sources).toContain('functions/contract/routes.ts');
  expect(sources.filter((path) => !/^functions\/(client|contract)\//.test(path))).toEqual([]);
  expect(output?.imports).toEqual([]);
});
