import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveConsole } from '../../../functions/api/console.ts';
import { contentCodingFor } from '../../../functions/http/content-coding.ts';
import { withoutSlash } from '../../../functions/http/page-address.ts';
import { aContext, anEvent } from '../../support/clients/api-events.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const script = '0123456789abcdef.js';
const style = 'fedcba9876543210.css';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-console-'));
  for (const name of ['index.html', script, style]) {
    for (const ending of ['', '.br', '.gzip']) await writeFile(join(folder, `${name}${ending}`), `${name}${ending}`);
  }
  await writeFile(join(folder, 'secret.txt'), 'secret');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ask = async (route: string, rawPath: string, headers: Record<string, string> = {}) => {
  const asset = rawPath.replace('/console/', '');
  const event = { ...anEvent({ route, headers, path: { asset } }), rawPath };
  const { statusCode, headers: answered = {}, body = '', isBase64Encoded } = await answer(event);
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  return { status: statusCode, headers: answered, text };
};
const answer = (event: ReturnType<typeof anEvent>): Promise<APIGatewayProxyStructuredResultV2> =>
  serveConsole(pathToFileURL(`${folder}/`))(event, aContext());
const askPage = (headers: Record<string, string> = {}) => ask('GET /console', '/console', headers);
const askAsset = (name: string, headers: Record<string, string> = {}) =>
  ask('GET /console/{asset}', `/console/${name}`, headers);

logLines();

describe('the page', () => {
  test('is asked for each time, and may do no more than run our script and call our API', async () => {
    const { status, headers, text } = await askPage();

    expect({ status, text }).toEqual({ status: 200, text: 'index.html' });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
  });

  test('is at the address without a slash', async () => {
    const { status, headers } = await ask('GET /console', '/console/');

    expect({ status, headers }).toEqual({
      status: 308,
      headers: { location: '../console', 'cache-control': 'no-store' },
    });
  });
});

describe('an asset', () => {
  test.each([
    [script, 'text/javascript'],
    [style, 'text/css'],
  ])('%s is kept for good', async (name, type) => {
    const { status, headers, text } = await askAsset(name);

    expect({ status, text }).toEqual({ status: 200, text: name });
    expect(headers).toMatchObject({
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });

  test.each(['0000000000000000.js', 'index.html', `${script}.br`, 'secret.txt', '../index.html', '__proto__', ''])(
    'that is none, or of another build, is told so, and that is not kept: %j',
    async (name) => {
      const { status, headers, text } = await askAsset(name);

      expect(status).toBe(404);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
      expect(text).not.toContain(folder);
    },
  );

  test('that cannot be read is an error of ours, which is not kept', async () => {
    const serve = serveConsole(new URL('file:///dev/null/'));

    const { statusCode, headers } = await serve(
      anEvent({ route: 'GET /console/{asset}', path: { asset: script } }),
      aContext(),
    );

    expect(statusCode).toBe(500);
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  });
});

test.each([
  ['br', '.br', 'br'],
  ['gzip', '.gzip', 'gzip'],
  ['identity', '', undefined],
])('what a browser takes as %s is sent so', async (accepted, ending, coding) => {
  const { headers, text } = await askAsset(script, { 'accept-encoding': accepted });

  expect(text).toBe(`${script}${ending}`);
  expect(headers['content-encoding']).toBe(coding);
  expect(headers['vary']).toBe('accept-encoding');
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['GZIP', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0.001 , gzip;q=1', 'br'],
  ['gzip ; q=0', undefined],
  ['br; q=none', undefined],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['br;q=0, *', 'gzip'],
  ['identity;q=1, *;q=0', undefined],
  ['brotli, x-gzip', undefined],
  [',,;q=1,', undefined],
])('of %j, %s is the best', (accepted, coding) => {
  expect(contentCodingFor(accepted)).toBe(coding);
});

test.each([
  ['GET', '/docs/', '../docs'],
  ['GET', '/console/', '../console'],
  ['GET', '/console', undefined],
  ['GET', '/console//', undefined],
  ['POST', '/console/', undefined],
  ['GET', '/v1/health/', undefined],
])('%s %s leads to %s', (method, path, location) => {
  expect(withoutSlash(method, path)?.headers?.['location']).toBe(location);
});
