import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { functionPlugins } from './bundle-plugins.ts';
import { bundleConsole } from './console-bundle.ts';

/** The entry that serves what is built of functions/console. */
const CONSOLE = 'api/console';

/** Files a function reads at run time, put in a folder `docs/` beside its bundle. */
const DOCS: Readonly<Record<string, readonly string[]>> = {
  'api/openapi': ['swagger-ui-dist/swagger-ui.css', 'swagger-ui-dist/swagger-ui-bundle.js'],
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
  await bundleInto(out, Object.fromEntries(entries.map((entry) => [entry, source(entry)])), functionPlugins);
  await Promise.all(entries.map((entry) => copyDocs(entry, join(out, entry))));
  if (entries.includes(CONSOLE)) await bundleConsole(join(out, CONSOLE, 'console'));
}

/** Bundles each source file, by the name of the folder in `out` that gets its `index.mjs`. */
export async function bundleInto(
  out: string,
  sources: Readonly<Record<string, string>>,
  plugins: readonly Plugin[],
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
