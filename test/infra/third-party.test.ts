import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sbomOf } from '../../infra/sbom.ts';
import { noticesOf, packagesIn, type ThirdParty, writeNotices } from '../../infra/third-party.ts';
import cycloneDx from '../fixtures/cyclonedx/bom-1.6.json' with { type: 'json' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-third-party-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Installs a package with the given files. @returns the path of its code */
const install = async (manifest: { name: string; license: string }, files: Readonly<Record<string, string>>) => {
  const place = join(folder, 'node_modules', manifest.name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(place, name), content);
  return join(place, 'lib', 'index.js');
};

/** An output of esbuild with one byte of each file. */
const outputOf = (...paths: readonly string[]) => ({
  ...{ imports: [], exports: [], bytes: paths.length },
  inputs: Object.fromEntries(paths.map((path) => [path, { bytesInOutput: 1 }])),
});

describe('the packages in a bundle', () => {
  it('are those that left code in it, each with the texts that it comes with', async () => {
    const files = { 'LICENSE-MIT.txt': 'Licence of a', NOTICE: 'Notice of a', 'README.md': 'Read me' };
    const code = await install({ name: 'a', license: 'MIT' }, files);
    const unused = await install({ name: 'unused', license: 'MIT' }, { LICENSE: 'Licence' });
    const output = outputOf(code, `${code}.other`, '/src/ours.ts', 'builtin:node:fs');

    const packages = await packagesIn({ ...output, inputs: { ...output.inputs, [unused]: { bytesInOutput: 0 } } });

    expect(packages).toMatchObject([
      { name: 'a', version: '1.0.0', licence: 'MIT', texts: ['Licence of a', 'Notice of a'] },
    ]);
  });

  it('have the licence of their scope, or the copyright of their README, when they come without a text', async () => {
    await install({ name: '@scope/other', license: 'ISC' }, { LICENSE: 'ISC licence' });
    await install({ name: '@scope/with', license: 'MIT' }, { LICENSE: 'Licence of the scope' });
    const inScope = await install({ name: '@scope/without', license: 'MIT' }, {});
    const readme = 'Licensed under MIT. Copyright (c) 2020 [Ann](https://example.com).\n';
    const alone = await install({ name: 'alone', license: 'MIT' }, { 'README.md': readme });

    const [first, second] = await packagesIn(outputOf(inScope, alone));

    expect(first?.texts).toEqual(['Licence of the scope']);
    expect(second?.texts[0]).toMatch(/^MIT License\n\nCopyright \(c\) 2020 Ann\.\n\nPermission is hereby granted/);
  });

  it('must have a licence that can be passed on: the build fails otherwise', async () => {
    const code = await install(
      { name: 'unlicensed', license: 'UNLICENSED' },
      { 'README.md': 'Copyright (c) 2020 Ann' },
    );

    await expect(packagesIn(outputOf(code))).rejects.toThrow('unlicensed 1.0.0 is bundled, and no text of its licence');
  });
});

const aPackage = (name: string, texts: readonly string[]): ThirdParty => ({
  ...{ path: `node_modules/${name}`, name, version: '1.0.0', licence: 'MIT' },
  texts,
});

describe('the notices', () => {
  it('have each text once, below all packages that it goes for', () => {
    const packages = [aPackage('b', ['Same  text\n']), aPackage('a', ['Same text']), aPackage('c', ['Another'])];

    const [, same, another] = noticesOf(packages).split(/\n-{80}\n\n/);

    expect(same).toBe('a 1.0.0 (MIT)\nb 1.0.0 (MIT)\n\nSame text\n');
    expect(another).toBe('c 1.0.0 (MIT)\n\nAnother\n');
  });

  it('have Apache’s terms once, though the copyright behind them differs', () => {
    const apache = (owner: string) => `Terms\nEND OF TERMS AND CONDITIONS\n\n  Copyright ${owner}\n`;

    const notices = noticesOf([aPackage('a', [apache('Ann')]), aPackage('b', [apache('Ben')])]);

    expect(notices.match(/END OF TERMS/g)).toHaveLength(1);
    expect(notices).toMatch(/\na 1\.0\.0 \(MIT\)\n\nCopyright Ann\n/);
    expect(notices).toMatch(/\nb 1\.0\.0 \(MIT\)\n\nCopyright Ben\n/);
  });

  it('are not written beside a bundle that has nothing of others', async () => {
    await writeNotices(folder, []);

    await expect(readFile(join(folder, 'THIRD-PARTY-NOTICES.txt'))).rejects.toThrow('ENOENT');
  });
});

describe('the SBOM', () => {
  const a = aPackage('a', []);
  const scoped = { ...aPackage('@scope/b', []), licence: '(MIT OR Apache-2.0)' };
  const sbom = sbomOf({
    product: { name: 'textgate', version: '9.9.9', license: 'MIT' },
    bundles: new Map([
      ['bundles/api/send', [scoped, a]],
      ['cli', [a]],
      ['places', []],
    ]),
    integrityOf: (path) => (path === 'node_modules/a' ? `sha512-${Buffer.alloc(64, 1).toString('base64')}` : undefined),
  });

  it('is CycloneDX 1.6, by its schema', () => {
    const ajv = new Ajv.default({ strict: false, validateFormats: false, schemas: cycloneDx });
    const validate = ajv.getSchema('http://cyclonedx.org/schema/bom-1.6.schema.json');

    expect({ valid: validate?.(sbom), errors: validate?.errors }).toEqual({ valid: true, errors: null });
    expect(validate?.({ ...sbom, specVersion: 1.6 })).toBe(false);
  });

  it('has each package once, with its URL, licence, and the digest of its archive', () => {
    expect(sbom).toMatchObject({
      metadata: { component: { name: 'textgate', version: '9.9.9', purl: 'pkg:npm/textgate@9.9.9' } },
      components: [
        ...['bundles/api/send', 'cli', 'places'].map((name) => ({ type: 'application', name, version: '9.9.9' })),
        {
          ...{ group: '@scope', name: 'b', version: '1.0.0', purl: 'pkg:npm/%40scope/b@1.0.0' },
          licenses: [{ expression: '(MIT OR Apache-2.0)' }],
        },
        {
          ...{ name: 'a', version: '1.0.0', purl: 'pkg:npm/a@1.0.0', licenses: [{ license: { id: 'MIT' } }] },
          hashes: [{ alg: 'SHA-512', content: '01'.repeat(64) }],
        },
      ],
    });
  });

  it('says which package is in which bundle', () => {
    expect(sbom).toMatchObject({
      dependencies: [
        { ref: 'pkg:npm/textgate@9.9.9', dependsOn: ['bundles/api/send', 'cli', 'places'] },
        { ref: 'bundles/api/send', dependsOn: ['pkg:npm/%40scope/b@1.0.0', 'pkg:npm/a@1.0.0'] },
        { ref: 'cli', dependsOn: ['pkg:npm/a@1.0.0'] },
        { ref: 'places', dependsOn: [] },
        { ref: 'pkg:npm/%40scope/b@1.0.0' },
        { ref: 'pkg:npm/a@1.0.0' },
      ],
    });
  });
});
