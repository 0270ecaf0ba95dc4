import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { bundleInto } from '../../../infra/bundle.ts';
import { commandPlugins } from '../../../infra/bundle-plugins.ts';
import { LOCAL_SETTINGS } from '../../../infra/local/deploy.ts';
import { run } from '../../../infra/local/process-group.ts';
import { deployments } from './deployments.ts';
import { DEPLOYABLE, fixtureOf, NO_GATEWAY, TEMPLATES } from './released.ts';
import { cdkJson } from './synthesized.ts';

/**
 * `npx node test/support/stack/make-release-fixture.ts` keeps this version as the one that the next version is an
 * upgrade from. Run it on the very commit that is released. The fixture's README says what is in it.
 */
const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
const ADMIN = fileURLToPath(new URL('../../../infra/cli/main.ts', import.meta.url));

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'textgate-release-'));
try {
  const fixture = fixtureOf(version);
  await mkdir(fixture, { recursive: true });
  await writeFile(join(fixture, TEMPLATES), onePerLine(deployments()));
  await synthesizeApp(join(folder, 'assembly'), { ...LOCAL_SETTINGS, gatewayUrl: NO_GATEWAY });
  await bundleInto(folder, { admin: ADMIN }, commandPlugins);
  await writeFile(join(fixture, DEPLOYABLE), await packed(folder));
  console.log(`Made ${fixture}. Name ${version} in test/support/stack/released.ts.`);
} finally {
  await rm(folder, { recursive: true });
}

/** Lets the app write its cloud assembly, as the CDK's command line does. */
async function synthesizeApp(assembly: string, settings: Readonly<Record<string, string>>): Promise<void> {
  const CDK_CONTEXT_JSON = JSON.stringify({ ...cdkJson, ...settings });
  const env = { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON };
  await promisify(execFile)(process.execPath, ['infra/app.ts'], { cwd: ROOT, env });
}

/** JSON with one line for each stack: short, and a change of one stack changes one line. */
function onePerLine(templates: ReturnType<typeof deployments>): string {
  const entries = Object.entries(templates).map(([name, stacks]) => {
    const lines = Object.entries(stacks).map(([stack, template]) => `"${stack}":${JSON.stringify(template)}`);
    return `${JSON.stringify(name)}:{\n${lines.join(',\n')}\n}`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}

/** Leaves out source maps, which are half of it, and files that the CDK's command line does not read. */
async function packed(from: string): Promise<Buffer> {
  const tar = join(from, 'release.tar');
  const unread = ['*.map', 'tree.json', 'validation-report.json'].map((name) => `--exclude=${name}`);
  await run(
    'tar',
    ['-cf', tar, ...unread, '--sort=name', '--mtime=@0', '--owner=0', '--group=0', 'assembly', 'admin'],
    {
      cwd: from,
    },
  );
  const content = await readFile(tar);
  return promisify(brotliCompress)(content, {
    // The functions' bundles are alike: with a window over all of them, the result is a fifth of gzip's.
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
}
