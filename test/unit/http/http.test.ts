import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { UnauthenticatedError } from '../../../functions/accounts/errors.ts';
import { bodyLimit } from '../../../functions/contract/body-limit.ts';
import type { Operation } from '../../../functions/contract/operation.ts';
import { routeKey } from '../../../functions/contract/route.ts';
import { api, endpoint } from '../../../functions/http/endpoint.ts';
import { http, json } from '../../../functions/http/http.ts';
import {
  InvalidCursorError,
  MessageNotFoundError,
  RateLimitedError,
  StoreUnavailableError,
  UpstreamUnavailableError,
} from '../../../functions/messages/errors.ts';
import { aContext, anEvent, answerOf, aPrincipal, serving } from '../../support/clients/api-events.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const lines = logLines();

const echoing = {
  route: { method: 'POST', path: '/v1/echo', scope: 'messages:send' },
  body: v.strictObject({ text: v.string() }),
  reply: { status: 200, body: v.object({ text: v.string() }) },
  problems: [],
} as const satisfies Operation;

const { body: _, ...bare } = echoing;

const route = routeKey(echoing.route);

const echo = endpoint(echoing, async ({ body }) => ({ body }));

const post = serving(echo);

/** An endpoint that fails. */
const failing = (error: unknown) => serving(endpoint(bare, () => Promise.reject(error)));

const problem = (type: string) => ({ type: `urn:textgate:problem:${type}` });

describe('a body', () => {
  test('in JSON is read', async () => {
    expect(await post({ json: { text: 'héllo 😀' } })).toMatchObject({ status: 200, body: { text: 'héllo 😀' } });
  });

  test.each([{}, { body: '' }, { body: '', headers: { 'content-type': 'text/plain' } }])(
    'that may be left out is an empty object (%o)',
    async (parts) => {
      const operation = { ...echoing, body: v.strictObject({ text: v.optional(v.string(), 'none') }) };
      const optional = serving(endpoint({ ...operation, isBodyOptional: true }, async ({ body }) => ({ body })));

      expect(await optional(parts)).toMatchObject({ status: 200, body: { text: 'none' } });
      expect(await optional({ body: ' ' })).toMatchObject({ status: 400 });
      expect(await serving(endpoint(operation, async ({ body }) => ({ body })))(parts)).toMatchObject({
        status: expect.toBeOneOf([400, 415]),
      });
    },
  );

  test('in base64 is decoded first', async () => {
    const body = Buffer.from('{"text":"héllo"}');

    expect(await post({ body })).toMatchObject({ status: 200, body: { text: 'héllo' } });
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json ;charset="utf-8"'])(
    'is taken as %s',
    async (type) => {
      expect(await post({ body: '{"text":"x"}', headers: { 'content-type': type } })).toMatchObject({ status: 200 });
    },
  );

  test.each(['text/plain', 'application/jsonp', 'application/xml', 'application/x-www-form-urlencoded', ''])(
    'is refused as %j',
    async (type) => {
      const answer = await post({ body: '{"text":"x"}', headers: { 'content-type': type } });

      expect(answer).toMatchObject({ status: 415, body: problem('unsupported-media-type') });
    },
  );

  test.each([
    '',
    '{',
    '{"text":"x"',
    "{'text':'x'}",
    '{"text":"x"}{"text":"y"}',
    'undefined',
    '\u0000',
    '['.repeat(100_000),
  ])('that is not JSON is refused', async (body) => {
    const headers = { 'content-type': 'application/json' };

    expect(await post({ body, headers })).toMatchObject({
      status: 400,
      body: { ...problem('malformed-request'), detail: 'The request body is not valid JSON.' },
    });
  });

  test.each([
    ['cut off', [0xe2, 0x82]],
    ['overlong', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['Latin-1', [0xe9]],
  ])('that is not UTF-8 (%s) is refused', async (_, bytes) => {
    const body = Buffer.concat([Buffer.from('{"text":"'), Buffer.from(bytes), Buffer.from('"}')]);

    expect(await post({ body })).toMatchObject({
      status: 400,
      body: { ...problem('malformed-request'), detail: 'The request body is not valid UTF-8.' },
    });
  });

  test('that was made text on the way, and was not UTF-8, is refused', async () => {
    const body = Buffer.from('{"text":"Z\xfcrich"}', 'latin1').toString('utf8');

    expect(await post({ body })).toMatchObject({ status: 400, body: problem('malformed-request') });
    expect(await post({ body: '{"text":"\\ufffd"}' })).toMatchObject({ status: 200, body: { text: '\ufffd' } });
  });

  test('may have 256 KiB, counted in bytes, and no more', async () => {
    const sized = (bytes: number) => `{"text":"${'é'.repeat((bytes - 12) / 2)}x"}`;
    expect(Buffer.byteLength(sized(bodyLimit))).toBe(bodyLimit);

    expect(await post({ body: sized(bodyLimit) })).toMatchObject({ status: 200 });
    expect(await post({ body: `${sized(bodyLimit)} ` })).toMatchObject({
      status: 413,
      body: problem('payload-too-large'),
    });
    expect(await post({ body: Buffer.alloc(1024 * 1024, 0x20) })).toMatchObject({ status: 413 });
  });

  test.each([
    '{"text":"x","__proto__":{"polluted":true}}',
    `{"text":"x","more":${'['.repeat(5_000)}{"__proto__":1}${']'.repeat(5_000)}}`,
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"text":"x","metadata":{"prototype":"A"}}',
  ])('with a name that would be left out is refused: %s', async (body) => {
    expect(await post({ body, headers: { 'content-type': 'application/json' } })).toMatchObject({
      status: 400,
      body: problem('malformed-request'),
    });
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a caller', () => {
  test.each([
    ['no key', { authorization: '' }],
    ['an unknown key', { authorization: 'Bearer other' }],
  ])('with %s is refused before anything is read', async (_, headers) => {
    const answer = await post({ body: 'not JSON', headers });

    expect(answer).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer', 'content-type': 'application/problem+json' },
      body: problem('unauthenticated'),
    });
  });

  test('without the scope is refused before anything is read, and told which', async () => {
    const post = serving(echo, aPrincipal({ scopes: ['messages:read', 'account:read'] }));

    const answer = await post({ body: 'not JSON' });

    expect(answer).toMatchObject({ status: 403, body: problem('forbidden') });
    expect(answer.body.detail).toContain('messages:send');
  });
});

describe('an error', () => {
  const secret = 'p4ssw0rd';

  test.each([
    ['of ours', new Error(secret)],
    ['of a type', new TypeError(`cannot read ${secret}`)],
    ['of AWS', Object.assign(new Error(`User is not authorized: ${secret}`), { name: 'AccessDeniedException' })],
    ['that is no error', secret],
  ])('%s is told without its words, and logged', async (_, error) => {
    const answer = await failing(error)();

    expect(answer).toMatchObject({ status: 500, body: problem('internal') });
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(lines()).toMatchObject([{ level: 'error', message: 'request failed', status: 500, route }]);
    expect(JSON.stringify(lines())).toContain(secret);
  });

  test.each([
    [new MessageNotFoundError('x'), 404, 'not-found', undefined],
    [
      new InvalidCursorError('The cursor is not valid. Pass it on as the page before gave it.'),
      400,
      'invalid-cursor',
      undefined,
    ],
    [new UpstreamUnavailableError(secret), 503, 'gateway-unavailable', '2'],
    [
      new StoreUnavailableError('The store could not be read.', { cause: new Error(secret) }),
      503,
      'store-unavailable',
      '2',
    ],
  ])('%s becomes its problem document', async (error, status, type, retryAfter) => {
    const answer = await failing(error)();

    expect(answer).toMatchObject({ status, body: { ...problem(type), status } });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(answer.headers['retry-after']).toBe(retryAfter);
    // What the caller can name is what each line of the log tells.
    expect(answer.body.instance).toBe('urn:textgate:request:request-1');
    expect(lines()).toMatchObject([{ requestId: 'request-1' }]);
    expect(JSON.stringify(answer)).not.toContain(secret);
  });

  test('of an account that has sent too much says when its window ends', async () => {
    const answer = await failing(new RateLimitedError('day', 500, 3600))();

    expect(answer).toMatchObject({ status: 429, body: { ...problem('rate-limited'), status: 429 } });
    expect(answer.headers['retry-after']).toBe('3600');
  });

  test("of the caller's is information", async () => {
    await failing(new MessageNotFoundError(secret))();

    expect(lines()).toMatchObject([
      { level: 'info', message: 'request rejected', status: 404, reason: 'MessageNotFoundError' },
    ]);
    expect(JSON.stringify(lines())).not.toContain(secret);
  });

  test('while the parts are made is one of ours', async () => {
    const broken = () => {
      throw new Error(secret);
    };
    const handler = api(() => async () => aPrincipal(), broken);

    const answer = answerOf(await handler(anEvent({ route }), aContext()));

    expect(answer).toMatchObject({ status: 500, body: problem('internal') });
    expect(JSON.stringify(answer)).not.toContain(secret);
  });

  test('a route that leads here and is not served is one of ours', async () => {
    const handler = api(
      () => async () => {
        throw new UnauthenticatedError();
      },
      () => [],
    );

    expect(answerOf(await handler(anEvent({ route }), aContext()))).toMatchObject({ status: 500 });
  });
});

describe('a request', () => {
  test('is one line in the log, without its contents', async () => {
    await post({ json: { text: 'the quick brown fox' }, query: { to: '+41791234567' } });

    expect(lines()).toEqual([
      { level: 'info', timestamp: expect.any(String), message: 'request', requestId: 'request-1', route, status: 200 },
    ]);
  });

  test('that is refused leaves nothing of its contents in the log', async () => {
    await post({ json: { text: 5, '+41791234567': 'the quick brown fox' }, headers: { authorization: 'Bearer shop' } });

    expect(lines()).toMatchObject([{ level: 'info', status: 400, reason: 'InvalidInputError' }]);
    expect(JSON.stringify(lines())).not.toMatch(/4179|brown|shop/);
  });

  test('to an open function needs no key', async () => {
    const handler = http(async () => json(200, { status: 'ok' }));

    expect(answerOf(await handler(anEvent({ route }), aContext()))).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
  });
});
