import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { functionPlugins } from './bundle-plugins.ts';
import { bundleConsole } from './console-bundle.ts';
import { distinct, noticesOf, packageOfCopy, packagesIn, type ThirdParty, writeNotices } from './third-party.ts';

/** The entry that serves the built console. */
const CONSOLE = 'api/console';

/** The entry that serves the API's reference, and the files that it reads from a folder `docs/` beside its bundle. */
const DOCS = 'api/openapi';
const SWAGGER_UI = 'swagger-ui-dist';
const SWAGGER_SCRIPT = 'swagger-ui-bundle.js';
const SWAGGER_FILES = ['swagger-ui.css', SWAGGER_SCRIPT];

export interface Bundles {
  /** The folder with an entry's `index.mjs`. */
  folder(entry: string): string;
  /** Removes the folders. The CDK has copied the bundles once the stacks are built. */
  remove(): Promise<void>;
}

/**
 * Bundles each entry (`api/send` for functions/api/send.ts) with its dependencies. These include the AWS SDK, because it
 * loads faster from the bundle than from the runtime. One run of esbuild takes 0.7 s for all entries; a NodejsFunction
 * would take a second each, and supports no plugins.
 *
 * package.json says that no module has side effects. So a bundle leaves out unused modules, such as the shapes of other
 * functions' operations.
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

/** The third-party packages in each bundle, by the name of its folder. */
export type Contents = ReadonlyMap<string, readonly ThirdParty[]>;

/** Like bundleFunctions, but into a folder that stays: `api/send` becomes `api/send/index.mjs` in it. */
export async function bundleEntries(out: string, entries: readonly string[]): Promise<Contents> {
  const beside: Record<string, readonly ThirdParty[]> = {
    ...(entries.includes(DOCS) && { [DOCS]: await copyDocs(join(out, DOCS, 'docs')) }),
    ...(entries.includes(CONSOLE) && { [CONSOLE]: await bundleConsole(join(out, CONSOLE, 'console')) }),
  };
  const sources = Object.fromEntries(entries.map((entry) => [entry, source(entry)]));
  return await bundleInto(out, sources, functionPlugins, beside);
}

/**
 * Bundles each source file into a folder in `out`, with the notices of its packages.
 * @param sources the files, by the names of their folders
 * @param beside third-party packages that were copied into a folder
 */
export async function bundleInto(
  out: string,
  sources: Readonly<Record<string, string>>,
  plugins: readonly Plugin[],
  beside: Readonly<Record<string, readonly ThirdParty[]>> = {},
): Promise<Contents> {
  const { metafile } = await build({
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
    // The SDK's ES modules are smaller than its CommonJS ones, which esbuild prefers for this platform.
    mainFields: ['module', 'main'],
    plugins: [...plugins],
    metafile: true,
    // The notices have them.
    legalComments: 'none',
    logLevel: 'warning',
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [resolve(path), output]));
  const contents = await Promise.all(
    Object.keys(sources).map(async (name) => {
      const bundled = await packagesIn(outputs.get(resolve(out, name, 'index.mjs')));
      const packages = distinct([...bundled, ...(beside[name] ?? [])]);
      await writeNotices(join(out, name), packages);
      return [name, packages] as const;
    }),
  );
  return new Map(contents);
}

const require = createRequire(import.meta.url);

const source = (entry: string) => fileURLToPath(new URL(`../functions/${entry}.ts`, import.meta.url));

/** The script's first line says that its licences are in a file beside it. The function serves that file as well. */
async function copyDocs(folder: string): Promise<readonly ThirdParty[]> {
  await mkdir(folder, { recursive: true });
  for (const file of SWAGGER_FILES) await cp(require.resolve(`${SWAGGER_UI}/${file}`), join(folder, file));
  const packages = [await packageOfCopy(SWAGGER_UI, SWAGGER_SCRIPT)];
  await writeFile(join(folder, `${SWAGGER_SCRIPT}.LICENSE.txt`), noticesOf(packages));
  return packages;
}
