import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildResult, build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };
import { bundleEntries, bundleInto, type Contents } from './bundle.ts';
import { commandPlugins } from './bundle-plugins.ts';
import { clientBundle } from './client-bundle.ts';
import { API_ENTRIES } from './constructs/gateway-api.ts';
import { EVENT_ENTRIES } from './constructs/gateway-events.ts';
import { keepReachable } from './declarations.ts';
import * as constructs from './index.ts';
import { run } from './local/process-group.ts';
import { sbomOf } from './sbom.ts';
import { distinct, packagesIn, type ThirdParty, writeNotices } from './third-party.ts';

/**
 * `npm run build` makes dist/, the content of the package: the client; the constructs for users' CDK apps, with their
 * functions already bundled, because a construct cannot wait for a bundler; and the commands. Everything is JavaScript,
 * because Node strips no types in node_modules. Everything contains its dependencies, so that users install one package.
 */
const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const CONFIG = fileURLToPath(new URL('tsconfig.build.json', import.meta.url));
const CONSTRUCTS = fileURLToPath(new URL('index.ts', import.meta.url));
const CLI = fileURLToPath(new URL('cli/main.ts', import.meta.url));
const PLACES = fileURLToPath(new URL('places/main.ts', import.meta.url));

/** For both module systems, and for browsers. */
async function buildClient(): Promise<readonly ThirdParty[]> {
  const built = await Promise.all([
    build({ ...clientBundle, metafile: true, format: 'esm', outfile: join(DIST, 'client', 'index.mjs') }),
    build({ ...clientBundle, metafile: true, format: 'cjs', outfile: join(DIST, 'client', 'index.cjs') }),
  ]);
  return await withNotices('client', built);
}

async function withNotices(
  folder: string,
  built: readonly BuildResult<{ readonly metafile: true }>[],
): Promise<readonly ThirdParty[]> {
  const outputs = built.flatMap(({ metafile }) => Object.values(metafile.outputs));
  const packages = distinct((await Promise.all(outputs.map(packagesIn))).flat());
  await writeNotices(join(DIST, folder), packages);
  return packages;
}

/**
 * textgate's constructs must use the app's own aws-cdk-lib and constructs. Users of the client alone have neither package.
 */
const peers = Object.keys(manifest.peerDependencies);
const LOOK_FOR_PEERS = `'use strict';
try {
  ${peers.map((name) => `require.resolve('${name}');`).join('\n  ')}
} catch (cause) {
  throw new Error('textgate/infra is for apps of the AWS CDK: npm install ${peers.join(' ')}', { cause });
}`;

/**
 * Builds the constructs once, as CommonJS, because Jest loads nothing else from node_modules. An ES module beside them
 * exports them again. With two builds there would be two classes of each name, which `instanceof` tells apart.
 */
async function buildConstructs(): Promise<readonly ThirdParty[]> {
  const built = await build({
    metafile: true,
    entryPoints: [CONSTRUCTS],
    outfile: join(DIST, 'infra', 'index.cjs'),
    bundle: true,
    external: peers,
    banner: { js: LOOK_FOR_PEERS },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    logLevel: 'warning',
  });
  return await withNotices('infra', [built]);
}

/** Files that export the constructs and the types in each module system. There is one set of types. */
const MODULE_FILES: Readonly<Record<string, string>> = {
  'client/index.d.mts': "export * from '../types/functions/client/index.js';\n",
  'client/index.d.cts': "export * from '../types/functions/client/index.js';\n",
  'infra/index.mjs': `export { ${Object.keys(constructs).join(', ')} } from './index.cjs';\n`,
  'infra/index.d.mts': "export * from '../types/infra/index.js';\n",
  'infra/index.d.cts': "export * from '../types/infra/index.js';\n",
  // Without it, the package's own `type` would make the types those of an ES module, which CommonJS may not require.
  'types/package.json': '{ "type": "commonjs" }\n',
};

async function writeModuleFiles(): Promise<void> {
  for (const [name, content] of Object.entries(MODULE_FILES)) {
    await mkdir(dirname(join(DIST, name)), { recursive: true });
    await writeFile(join(DIST, name), content);
  }
}

async function declare(): Promise<void> {
  await run(process.execPath, [TSC, '-p', CONFIG], { title: 'tsc' });
  await keepReachable(join(DIST, 'types'), ['functions/client/index.d.ts', 'infra/index.d.ts']);
}

/** The part of package-lock.json that the SBOM needs. */
interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

async function writeSbom(bundles: Contents): Promise<void> {
  const lock: Lock = JSON.parse(await readFile(new URL('../package-lock.json', import.meta.url), 'utf8'));
  const sbom = sbomOf({ product: manifest, bundles, integrityOf: (path) => lock.packages[path]?.integrity });
  await writeFile(join(DIST, 'sbom.json'), `${JSON.stringify(sbom, null, 2)}\n`);
}

await rm(DIST, { recursive: true, force: true });
const [client, infra, functions, commands] = await Promise.all([
  buildClient(),
  buildConstructs(),
  bundleEntries(join(DIST, 'bundles'), [...API_ENTRIES, ...EVENT_ENTRIES]),
  bundleInto(DIST, { cli: CLI, places: PLACES }, commandPlugins),
  writeModuleFiles(),
  declare(),
]);
await writeSbom(
  new Map([
    ['client', client],
    ['infra', infra],
    ...commands,
    ...[...functions].map(([entry, packages]) => [`bundles/${entry}`, packages] as const),
  ]),
);
