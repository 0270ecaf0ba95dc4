import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Files a function reads at run time, put in a folder `docs/` beside its bundle. */
const DOCS: Readonly<Record<string, readonly string[]>> = {
  'api/openapi': ['swagger-ui-dist/swagger-ui.css', 'swagger-ui-dist/swagger-ui-bundle.js'],
};

/**
 * The phone metadata without its formats: 106 KB in place of 157, and nobody here formats numbers but as E.164.
 * JSON.parse of a string literal starts faster than the same data as an object literal, which is what esbuild makes of
 * a JSON module. Together 4 ms.
 */
const slimPhoneMetadata: Plugin = {
  name: 'slim-phone-metadata',
  setup(context) {
    context.onLoad({ filter: /libphonenumber-js[\\/]metadata\.\w+\.json\.js$/ }, async ({ path }) => {
      const { default: metadata } = await import(pathToFileURL(path).href);
      return { contents: `export default JSON.parse(${JSON.stringify(withoutFormats(metadata))})`, loader: 'js' };
    });
  },
};

/** The place of the formats in a country's metadata, by libphonenumber-js/source/metadata.js. */
const FORMATS = 4;

const withoutFormats = ({ countries, ...rest }: { countries: Record<string, unknown[]> }): string => {
  const slim = Object.entries(countries).map(([code, country]) => [
    code,
    country.map((part, place) => (place === FORMATS ? 0 : part)),
  ]);
  return JSON.stringify({ ...rest, countries: Object.fromEntries(slim) });
};

/**
 * An `import` of node:http reads all that the module exports, its WebSocket among them, and with that loads undici:
 * 25 ms of 105. A `require` does not.
 */
const requireHttp: Plugin = {
  name: 'require-http',
  setup(context) {
    const namespace = 'required';
    context.onResolve({ filter: /^(node:)?https?$/ }, ({ path, namespace: importer }) =>
      importer === namespace ? { path, external: true } : { path, namespace },
    );
    context.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
      loader: 'js',
    }));
  },
};

export interface Bundles {
  /** The folder with an entry's `index.mjs`. */
  folder(entry: string): string;
  /** Removes the folders: the CDK has copied what it needs once the stacks are built. */
  remove(): Promise<void>;
}

/**
 * Bundles each entry (`api/send` for functions/api/send.ts) with its dependencies, the AWS SDK included: bundled, it loads
 * faster than the runtime's own. One esbuild run of 0.7 s for all, in place of a NodejsFunction each, which takes a second
 * apiece and no plugins.
 *
 * package.json says that no module has side effects. So a bundle has no module of which its function uses nothing, as the
 * shapes of other functions' operations.
 */
export async function bundleFunctions(entries: readonly string[]): Promise<Bundles> {
  const out = await mkdtemp(join(tmpdir(), 'textgate-bundles-'));
  const remove = () => rm(out, { recursive: true, force: true });
  try {
    await bundleEntries(out, entries);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder: (entry) => join(out, entry), remove };
}

/** As bundleFunctions, into a folder that stays: `api/send` becomes `api/send/index.mjs` in it. */
export async function bundleEntries(out: string, entries: readonly string[]): Promise<void> {
  await bundleInto(out, Object.fromEntries(entries.map((entry) => [entry, source(entry)])));
  await Promise.all(entries.map((entry) => copyDocs(entry, join(out, entry))));
}

const ourPlugins: readonly Plugin[] = [slimPhoneMetadata, requireHttp];

/** Bundles each source file, by the name of the folder in `out` that gets its `index.mjs`. */
export async function bundleInto(
  out: string,
  sources: Readonly<Record<string, string>>,
  plugins = ourPlugins,
): Promise<void> {
  await build({
    entryPoints: Object.entries(sources).map(([name, file]) => ({ in: file, out: `${name}/index` })),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's ES modules are smaller than their CommonJS twins, which esbuild would choose for this platform.
    mainFields: ['module', 'main'],
    // CommonJS dependencies (xmlrpc) require node's own modules, and ES modules have no `require`.
    banner: {
      js: "import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);",
    },
    plugins: [...plugins],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

const require = createRequire(import.meta.url);

const source = (entry: string) => fileURLToPath(new URL(`../functions/${entry}.ts`, import.meta.url));

async function copyDocs(entry: string, folder: string): Promise<void> {
  const files = DOCS[entry] ?? [];
  if (files.length === 0) return;
  await mkdir(join(folder, 'docs'), { recursive: true });
  for (const file of files) {
    await cp(require.resolve(file), join(folder, 'docs', file.slice(file.lastIndexOf('/') + 1)));
  }
}
