import { readFile, writeFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

/** Plugins that make bundles smaller, so that a cold start loads and compiles less. */

const require = createRequire(import.meta.url);

const metadataFile = 'phone-metadata.json';

/**
 * Moves the phone metadata into a file beside each bundle that parses numbers. The bundle reads it when it parses its
 * first number; inside the bundle, V8 would compile it. The plugin drops the formats, which saves 51 of 157 KB, because
 * textgate formats as E.164 only.
 */
const phoneMetadata: Plugin = {
  name: 'phone-metadata',
  setup(context) {
    const module = /libphonenumber-js[\\/]metadata\.max\.json\.js$/;
    context.initialOptions.metafile = true;
    context.onLoad({ filter: module }, async ({ path }) => {
      const parts = Object.keys(await importDefault(path)).map((part) => `get ${part}() { return read().${part}; }`);
      const contents = `
        import { readFileSync } from 'node:fs';
        let metadata;
        const read = () => (metadata ??= JSON.parse(readFileSync(new URL('${metadataFile}', import.meta.url))));
        export default { ${parts.join(', ')} };`;
      return { contents, loader: 'js' };
    });
    context.onEnd(async ({ metafile }) => {
      for (const [bundle, { inputs }] of Object.entries(metafile?.outputs ?? {})) {
        const path = Object.keys(inputs).find((input) => module.test(input));
        if (path === undefined) continue;
        await writeFile(join(dirname(bundle), metadataFile), withoutFormats(await importDefault(resolve(path))));
      }
    });
  },
};

interface PhoneMetadata {
  readonly countries: Readonly<Record<string, readonly unknown[]>>;
}

const importDefault = async (path: string): Promise<PhoneMetadata> => (await import(pathToFileURL(path).href)).default;

/** The index of the formats in a country's metadata (libphonenumber-js/source/metadata.js). */
const FORMATS = 4;

const withoutFormats = ({ countries, ...rest }: PhoneMetadata): string => {
  const slim = Object.entries(countries).map(([code, country]) => [
    code,
    country.map((part, place) => (place === FORMATS ? 0 : part)),
  ]);
  return JSON.stringify({ ...rest, countries: Object.fromEntries(slim) });
};

/** Uses the build of libphonenumber-js for engines with classes, which its `exports` leave out: 24 KB in place of 40. */
const modernPhoneNumbers: Plugin = {
  name: 'modern-phone-numbers',
  setup(context) {
    context.onLoad({ filter: /libphonenumber-js[\\/]core[\\/]index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { contents: source.replaceAll('/es6/', '/es6-modern/'), loader: 'js' };
    });
  },
};

/**
 * An `import` of one of Node's own modules reads all of its exports, and so loads unused parts: undici with node:http,
 * worker threads with node:util. With this plugin, a bundle reads only the exports that it uses. Node has
 * `getBuiltinModule` since 22.3 and 20.16. package.json requires these versions, because users run the commands on their
 * own Node.
 */
const usedBuiltins: Plugin = {
  name: 'used-builtins',
  setup(context) {
    const [named, whole] = ['builtin', 'whole-builtin'];
    context.onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind }) =>
      isBuiltin(path) ? { path, namespace: kind === 'import-statement' ? named : whole } : undefined,
    );
    context.onLoad({ filter: /.*/, namespace: named }, ({ path }) => {
      const names = Object.keys(require(path)).filter((name) => /^\w+$/.test(name));
      const used = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => module.${name})();`);
      const module = `const module = process.getBuiltinModule('${path}');`;
      return { contents: [module, ...used, 'export default module;'].join('\n'), loader: 'js' };
    });
    // For dynamic imports and CommonJS's `require`.
    context.onLoad({ filter: /.*/, namespace: whole }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
      loader: 'js',
    }));
  },
};

/**
 * Leaves out what the SDK never loads in a Lambda: readers of credentials other than the environment's, clients of the
 * services that issue credentials, and event streams. That is a third of the SDK.
 */
const onlyElsewhere: Plugin = {
  name: 'only-elsewhere',
  setup(context) {
    const namespace = 'elsewhere';
    const filter =
      /^@aws-sdk\/(credential-provider|nested-clients)|^@smithy\/(credential-provider-imds|core\/event-streams)|^bowser$/;
    context.onResolve({ filter }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, namespace } : undefined));
    context.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `throw new Error('${path} is left out of this bundle: it is for the environment of a Lambda.')`,
      loader: 'js',
    }));
  },
};

/** A Lambda's Node has these functions, and Node 20 does not. */
const forNode20: Plugin = {
  name: 'for-node-20',
  setup({ initialOptions }) {
    initialOptions.target = 'node20';
    initialOptions.define = { 'Map.groupBy': 'groupBy', 'Promise.withResolvers': 'withResolvers' };
    initialOptions.inject = [fileURLToPath(new URL('newer-than-node-20.ts', import.meta.url))];
  },
};

/** The commands report errors in words, without stack traces, so nobody needs the map. */
const withoutSourceMap: Plugin = {
  name: 'without-source-map',
  setup({ initialOptions }) {
    initialOptions.sourcemap = false;
  },
};

const slim = [phoneMetadata, modernPhoneNumbers, usedBuiltins];

/** For programs that run on anybody's machine. */
export const commandPlugins: readonly Plugin[] = [...slim, forNode20, withoutSourceMap];

/** For programs that run in a Lambda. */
export const functionPlugins: readonly Plugin[] = [...slim, onlyElsewhere];
