import { describe, expect, inject, test } from 'vitest';
import { type ApiClient, apiClient } from '../support/clients/api-client.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { adminOf } from '../support/stack/admin.ts';

const { url, apiKey, account, emulatorUrl, simulatorControlUrl } = inject('stack');
const request = apiClient(url, apiKey);
const simulator = simulatorControl(simulatorControlUrl);
const admin = adminOf(emulatorUrl);

const message = { to: '+41791234567', text: 'This must not be sent.' };
const unknownId = 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

type Answer = Awaited<ReturnType<ApiClient>>;

const expectProblem = ({ status, mediaType, body }: Answer, expected: number, type: string) => {
  expect({ status, mediaType, body }).toMatchObject({
    status: expected,
    mediaType: 'application/problem+json',
    body: { type: `urn:textgate:problem:${type}`, status: expected, title: expect.any(String) },
  });
  // Where in our code, or on which machine, is nobody's business.
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.[mt]s\b|at \w+ \(|127\.0\.0\.1/);
};

describe('a request', () => {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const notUtf8 = Uint8Array.of(...utf8('{"to":"+41791234567","text":"'), 0xc3, 0x28, ...utf8('"}'));

  test.each<[string, Parameters<ApiClient>[1], number, string]>([
    ['without a body', { headers: { 'content-type': 'application/json' } }, 400, 'malformed-request'],
    ['in invalid UTF-8', { body: notUtf8 }, 400, 'malformed-request'],
    ['of 1 MB', { json: { ...message, text: 'x'.repeat(1_000_000) } }, 413, 'payload-too-large'],
    ['of plain text', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported-media-type'],
  ])('%s is refused, and sends nothing', async (_, options, status, type) => {
    expectProblem(await request('POST /v1/messages', options), status, type);

    expect((await simulator.messages()).map(({ text }) => text)).not.toContain(message.text);
  });

  test('has each field at fault named', async () => {
    const json = { to: 1, text: 2, type: 'mms', nothing: 3 };

    const { body } = await request('POST /v1/messages', { json });

    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '/nothing',
      '/text',
      '/to',
      '/type',
    ]);
  });
});

describe('a path of the API', () => {
  // MiniStack answers OPTIONS itself, as if it were always for CORS. On AWS it comes to the $default route, like the others.
  test.each([
    ['DELETE', '/v1/messages', 'GET, POST'],
    ['GET', `/v1/messages/${unknownId}/cancel`, 'POST'],
  ])('refuses %s %s, and says what it takes', async (method, path, allow) => {
    const answer = await request(`${method} ${path}`);

    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')).toBe(allow);
  });

  test('that is none is not found, by whatever method', async () => {
    expectProblem(await request('DELETE /v1/message'), 404, 'not-found');
  });
});

describe('an API key', () => {
  test.each([
    ['missing', { authorization: '' }],
    ['mistyped', { authorization: `Bearer ${apiKey.slice(0, -1)}${apiKey.endsWith('0') ? '1' : '0'}` }],
  ])('that is %s is refused', async (_, headers) => {
    const answer = await request('GET /v1/account', { headers });

    expectProblem(answer, 401, 'unauthenticated');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('does what its scopes say, and no more', async () => {
    const { key } = await admin(`key create --account ${account} --name reader --scopes messages:read`);
    const reader = apiClient(url, key);

    expect((await reader('GET /v1/messages')).status).toBe(200);
    expectProblem(await reader('POST /v1/messages', { json: message }), 403, 'forbidden');
    expectProblem(await reader(`POST /v1/messages/${unknownId}/cancel`), 403, 'forbidden');
    expectProblem(await reader('GET /v1/account'), 403, 'forbidden');
  });

  test('is refused once it is revoked', async () => {
    const { key, id } = await admin(`key create --account ${account} --name short-lived`);

    await admin(`key revoke ${id} --account ${account}`);

    expectProblem(await apiClient(url, key)('GET /v1/account'), 401, 'unauthenticated');
  });
});
