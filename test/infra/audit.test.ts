import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { audit } from '../../infra/audit/audit.ts';
import { npmAudit } from '../../infra/audit/npm-audit.ts';

const sbom = {
  components: [
    { type: 'application', 'bom-ref': 'cli' },
    { type: 'library', 'bom-ref': 'pkg:npm/%40scope/bundled@1.0.0' },
  ],
};
const lock = {
  packages: {
    '': {},
    'node_modules/@scope/bundled': { version: '1.0.0' },
    'node_modules/a/node_modules/@scope/bundled': { version: '2.0.0' },
  },
};
const printed = (vulnerabilities: object, total = 3) =>
  JSON.stringify({ vulnerabilities, metadata: { dependencies: { total } } });

describe('an audit', () => {
  it('is clean when the registry knows of nothing', () => {
    expect(audit({ sbom, lock, printed: printed({}) })).toEqual({
      isClean: true,
      lines: [
        'Clean: the registry has no advisory for the 1 packages in the bundles, or any of the 3 in package-lock.json.',
      ],
    });
  });

  it('says which version has an advisory, and whether that one is in the bundles', () => {
    const via = [{ title: 'Prototype pollution', url: 'https://example.com/GHSA-1' }, 'another'];
    const nodes = ['node_modules/@scope/bundled', 'node_modules/a/node_modules/@scope/bundled'];

    const { isClean, lines } = audit({
      sbom,
      lock,
      printed: printed({ '@scope/bundled': { severity: 'high', nodes, via } }),
    });

    expect(isClean).toBe(false);
    expect(lines).toEqual([
      '@scope/bundled 1.0.0 (in the bundles, high): Prototype pollution https://example.com/GHSA-1; by way of another',
      '@scope/bundled 2.0.0 (development only, high): Prototype pollution https://example.com/GHSA-1; by way of another',
    ]);
  });

  it.each([
    ['an error of the registry', '{"message": "405 Method Not Allowed", "statusCode": 405}', '405 Method Not Allowed'],
    ['no JSON', 'npm error', 'npm printed no report.'],
    ['nothing', '', 'npm printed no report.'],
    ['a report without what was looked at', '{"vulnerabilities": {}}', 'npm printed no report.'],
    ['a report about fewer packages than there are', printed({}, 0), 'npm looked at only 0 packages'],
  ])('is never clean after %s', (_, answer, why) => {
    expect(() => audit({ sbom, lock, printed: answer })).toThrow(why);
  });
});

/** npm's registry, as far as it answers about advisories. */
const startRegistry = async (status: number, body: string): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(request.method === 'POST' ? status : 404, { 'content-type': 'application/json' }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('what npm prints', () => {
  /** Settings of the machine that would make npm ask for less. */
  const ask = (registry: string) =>
    npmAudit({ ...process.env, npm_config_registry: registry, npm_config_audit: 'false', npm_config_omit: 'dev' });
  const ours = {
    sbom: { components: [{ type: 'library', 'bom-ref': 'pkg:npm/valibot@1.5.0' }] },
    lock: { packages: { 'node_modules/valibot': { version: '1.5.0' } } },
  };

  it('is an answer', async () => {
    const registry = await startRegistry(200, '{}');

    expect(audit({ ...ours, printed: await ask(registry) })).toMatchObject({ isClean: true });
  });

  it('has the advisories that the registry knows', async () => {
    const advisory = { id: 1, url: 'https://example.com/GHSA-1', title: 'Slow', severity: 'low' };
    const known = { valibot: [{ ...advisory, vulnerable_versions: '<=1.5.0' }] };
    const registry = await startRegistry(200, JSON.stringify(known));

    const { isClean, lines } = audit({ ...ours, printed: await ask(registry) });

    expect(isClean).toBe(false);
    expect(lines).toContain('valibot 1.5.0 (in the bundles, low): Slow https://example.com/GHSA-1');
  });

  it('fails if a registry has no advisories', async () => {
    const printed = await ask(await startRegistry(405, ''));

    expect(() => audit({ ...ours, printed })).toThrow('405');
  });
});
