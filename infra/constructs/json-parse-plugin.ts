import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Bundles the metadata of libphonenumber-js as `JSON.parse('…')` in place of the package's object literal.
 *
 * V8 reads JSON faster than the same data as JavaScript: some milliseconds of every cold start.
 */
export const jsonParsePlugin: Plugin = {
  name: 'json-parse',
  setup(build) {
    build.onLoad({ filter: /[\\/]libphonenumber-js[\\/]metadata\.\w+\.json\.js$/ }, async ({ path }) => {
      const json = JSON.stringify(JSON.parse(await readFile(path.replace(/\.js$/, ''), 'utf8')));
      return { contents: `export default JSON.parse(${JSON.stringify(json)});`, loader: 'js' };
    });
  },
};
