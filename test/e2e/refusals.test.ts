import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type ApiClient, apiClient } from '../support/clients/api-client.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { inAnHour } from '../support/runner/times.ts';
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
    ['that is no JSON', { body: '{"to": "+41791234567", ' }, 400, 'malformed-request'],
    ['without a body', { headers: { 'content-type': 'application/json' } }, 400, 'malformed-request'],
    ['in invalid UTF-8', { body: notUtf8 }, 400, 'malformed-request'],
    ['of 1 MB', { json: { ...message, text: 'x'.repeat(1_000_000) } }, 413, 'payload-too-large'],
    ['that is a list', { json: [message] }, 400, 'invalid-request'],
    ['of wrong types', { json: { to: 41791234567, text: ['Hello'] } }, 400, 'invalid-request'],
    ['with an unknown field', { json: { ...message, texte: 'x' } }, 400, 'invalid-request'],
    [
      'of another content type',
      { body: 'to=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported-media-type',
    ],
    ['of plain text', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'unsupported-media-type'],
    ['for the past', { json: { ...message, scheduledAt: '2020-01-01T00:00:00Z' } }, 400, 'invalid-request'],
    [
      'with a bad idempotency key',
      { json: message, headers: { 'idempotency-key': 'x'.repeat(256) } },
      400,
      'invalid-request',
    ],
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

  test.each(['limit=0', 'limit=many', 'status=lost', 'to=079', 'from=yesterday', 'colour=blue'])(
    'for a list by %s is refused',
    async (query) => {
      expectProblem(await request(`GET /v1/messages?${query}`), 400, 'invalid-request');
    },
  );

  test('for a list from a made-up cursor is refused', async () => {
    expectProblem(await request('GET /v1/messages?cursor=abc'), 400, 'invalid-cursor');
  });
});

describe('a path of the API', () => {
  // MiniStack answers OPTIONS itself, as if it were always for CORS. On AWS it comes to the $default route, like the others.
  test.each([
    ['DELETE', '/v1/messages', 'GET, POST'],
    ['PUT', `/v1/messages/${unknownId}`, 'GET'],
    ['GET', `/v1/messages/${unknownId}/cancel`, 'POST'],
    ['PATCH', '/v1/account', 'GET'],
    ['GET', '/v1/messages/query', 'POST'],
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
    ['of another scheme', { authorization: `Basic ${btoa('demo:demo')}` }],
    ['no key', { authorization: 'Bearer nonsense' }],
    ['unknown', { authorization: 'Bearer textgate_000000000000000000000000000000000000' }],
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

describe('an id', () => {
  test.each([
    ['unknown', unknownId],
    ['malformed', 'nonsense'],
    ['of another case', unknownId.toLowerCase()],
  ])('that is %s is not found', async (_, id) => {
    expectProblem(await request(`GET /v1/messages/${id}`), 404, 'not-found');
    expectProblem(await request(`GET /v1/messages/${id}?refresh=true`), 404, 'not-found');
    expectProblem(await request(`POST /v1/messages/${id}/cancel`), 404, 'not-found');
  });

  test.each(['query', 'cancel'])('that is malformed makes a %s of many invalid', async (operation) => {
    const answer = await request(`POST /v1/messages/${operation}`, { json: { ids: ['nonsense'] } });

    expectProblem(answer, 400, 'invalid-request');
  });
});

describe("another account's messages", () => {
  let other: ApiClient;
  let id: string;
  beforeAll(async () => {
    const { id: account } = await admin('account create --name Other');
    const { key } = await admin(`key create --account ${account} --name web`);
    other = apiClient(url, key);
    const scheduledAt = inAnHour();
    const { body } = await request('POST /v1/messages', {
      json: { ...message, text: 'Mine', scheduledAt, reference: 'mine' },
    });
    id = body.messages[0].id;
  });

  test('look like those that do not exist', async () => {
    for (const route of [`GET /v1/messages/${id}`, `POST /v1/messages/${id}/cancel`]) {
      const [theirs, none] = [await other(route), await other(route.replace(id, unknownId))];

      expectProblem(theirs, 404, 'not-found');
      expect({ ...theirs.body, instance: 'any' }).toEqual({ ...none.body, instance: 'any' });
    }
    for (const operation of ['query', 'cancel']) {
      const { body } = await other(`POST /v1/messages/${operation}`, { json: { ids: [id, unknownId] } });

      expect(body.messages).toEqual([]);
      expect(body.errors.map(({ code }: { code: string }) => code)).toEqual(['not_found', 'not_found']);
    }
  });

  test('are in no list', async () => {
    expect((await other('GET /v1/messages?reference=mine')).body).toEqual({ messages: [], cursor: null });
  });

  test('are not cancelled', async () => {
    expect((await request(`GET /v1/messages/${id}`)).body.status).toBe('scheduled');
  });

  test('are listed from no cursor of theirs', async () => {
    await request('POST /v1/messages', { json: { to: ['+41791234567', '+41791234568'], text: 'Mine' } });
    const { cursor } = (await request('GET /v1/messages?limit=1')).body;

    expectProblem(await other(`GET /v1/messages?cursor=${cursor}`), 400, 'invalid-cursor');
  });
});
