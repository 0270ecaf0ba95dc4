import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFile(join(ROOT, path), 'utf8');

/** The repository's files, including new ones. */
const files = async (...patterns: readonly string[]): Promise<readonly string[]> => {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns];
  const { stdout } = await promisify(execFile)('git', args, { cwd: ROOT });
  return stdout.trim().split('\n');
};

describe('the version', () => {
  it('is the same in package.json, the lock file and the newest entry of the changelog', async () => {
    const changelog = await read('infra/CHANGELOG.md');

    expect([lock.version, lock.packages[''].version]).toEqual([manifest.version, manifest.version]);
    expect(changelog.match(/^## (\S+)/m)?.[1]).toBe(manifest.version);
  });

  it('is the one in each name of the packed file that a document tells', async () => {
    const documents = await files('*.md');
    const texts = await Promise.all(documents.map(read));
    const told = texts.flatMap((text) =>
      [...text.matchAll(/textgate-(\d+\.\d+\.\d+)\.tgz/g)].map(([, version]) => version),
    );

    expect(new Set(told)).toEqual(new Set([manifest.version]));
  });
});

/** What is used without an import, and how. */
const unimported: Readonly<Record<string, string>> = {
  '@swc/core': 'dependency-cruiser reads TypeScript with it',
  '@types/aws-lambda': 'types of aws-lambda, which is no package of its own here',
  '@types/node': 'types of Node',
  '@types/xmlrpc': 'types of xmlrpc',
  node: 'the Node that the scripts run on',
  'openapi-types': 'a peer of @readme/openapi-parser',
  'swagger-ui-dist': 'its files are copied',
  'textgate-cli': 'the command in this repository',
};

describe('devDependencies', () => {
  let imported: ReadonlySet<string>;
  beforeAll(async () => {
    const sources = await files('functions', 'infra', 'test', ':!test/fixtures', ':!test/support/runtime-client');
    const texts = await Promise.all(sources.filter((file) => /\.(ts|tsx)$/.test(file)).map(read));
    // Finds imports of modules, also over several lines, and `require.resolve`.
    const imports =
      /^(?:import|export)\b(?:[^;']*?\bfrom)? '([^'.][^']*)'|\bimport\('([^'.][^']*)'|(?:\brequire|\))\.resolve\('([^'.][^']*)'/gms;
    const names = texts.flatMap((text) => [...text.matchAll(imports)].map(([, a, b, c]) => a ?? b ?? c ?? ''));
    imported = new Set(
      names.filter((name) => !/^node:|\$/.test(name)).map((name) => name.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? name),
    );
  });

  it('are all used', () => {
    const declared = Object.keys(manifest.devDependencies);

    expect(declared.filter((name) => !imported.has(name))).toEqual(Object.keys(unimported));
  });

  it('have all that is imported', () => {
    const declared = new Set([...Object.keys(manifest.devDependencies), 'textgate']);
    const isTypesOnly = (name: string) => declared.has(`@types/${name}`);

    expect([...imported].filter((name) => !declared.has(name) && !isTypesOnly(name))).toEqual([]);
  });
});

test('the oldest aws-cdk-lib that an app may have is the one that this repository is developed with', () => {
  const oldest = (range: string) => range.replace('^', '');

  expect(lock.packages['node_modules/aws-cdk-lib'].version).toBe(oldest(manifest.peerDependencies['aws-cdk-lib']));
});
