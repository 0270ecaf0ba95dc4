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
 * JSON.parse of a string literal starts faster than the same data as an object literal (3 ms for the phone metadata),
 * which is what esbuild makes of a JSON module.
 */
const parsePhoneMetadata: Plugin = {
  name: 'parse-phone-metadata',
  setup(context) {
    context.onLoad({ filter: /libphonenumber-js[\\/]metadata\.\w+\.json\.js$/ }, async ({ path }) => {
      const { default: metadata } = await import(pathToFileURL(path).href);
      return { contents: `export default JSON.parse(${JSON.stringify(JSON.stringify(metadata))})`, loader: 'js' };
    });
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
 */
export async function bundleFunctions(entries: readonly string[]): Promise<Bundles> {
  const out = await mkdtemp(join(tmpdir(), 'textgate-bundles-'));
  const remove = () => rm(out, { recursive: true, force: true });
  try {
    await bundle(entries, out);
    await Promise.all(entries.map((entry) => copyDocs(entry, join(out, entry))));
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder: (entry) => join(out, entry), remove };
}

async function bundle(entries: readonly string[], out: string): Promise<void> {
  await build({
    entryPoints: entries.map((entry) => ({ in: source(entry), out: `${entry}/index` })),
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
    plugins: [parsePhoneMetadata],
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
