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

/** The entry that serves the API's reference, and what that is made of, which it reads from a folder `docs/` beside its bundle. */
const DOCS = 'api/openapi';
const SWAGGER_UI = 'swagger-ui-dist';
const SWAGGER_SCRIPT = 'swagger-ui-bundle.js';
const SWAGGER_FILES = ['swagger-ui.css', SWAGGER_SCRIPT];

export interface Bundles {
  /** The folder with an entry's `index.mjs`. */
  folder(entry: string): string;
  /** Removes the folders. Once the stacks are built, the CDK has copied what it needs. */
  remove(): Promise<void>;
}

/**
 * Bundles each entry (`api/send` for functions/api/send.ts) with its dependencies. The AWS SDK is one of them, because it loads
 * faster bundled than from the runtime. One run of esbuild takes 0.7 s for all; a NodejsFunction takes a second each, and no
 * plugins.
 *
 * package.json says that no module has side effects. So a bundle leaves out modules of which its function uses nothing, such as
 * the shapes of other functions' operations.
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

/** The packages of others in each bundle, by the name of its folder. */
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
 * Bundles each source file, by the name of the folder in `out` that gets its `index.mjs` and the notices of its packages.
 * @param beside packages whose code is in a folder by other ways
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
    // The SDK's ES modules are smaller than the CommonJS ones, which esbuild would choose for this platform.
    mainFields: ['module', 'main'],
    plugins: [...plugins],
    metafile: true,
    // They are in the notices.
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

/** The script's first line says where its licences are: in a file beside it. The function serves that, too. */
async function copyDocs(folder: string): Promise<readonly ThirdParty[]> {
  await mkdir(folder, { recursive: true });
  for (const file of SWAGGER_FILES) await cp(require.resolve(`${SWAGGER_UI}/${file}`), join(folder, file));
  const packages = [await packageOfCopy(SWAGGER_UI, SWAGGER_SCRIPT)];
  await writeFile(join(folder, `${SWAGGER_SCRIPT}.LICENSE.txt`), noticesOf(packages));
  return packages;
}
