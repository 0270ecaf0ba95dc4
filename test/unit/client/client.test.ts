import { inspect } from 'node:util';
import type * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { finalStatuses, Textgate } from '../../../functions/client/client.ts';
import { ConnectionError, NotFoundError, TextgateError, TimeoutError } from '../../../functions/client/errors.ts';
import type { Listing } from '../../../functions/client/listing.ts';
import type { CallOptions, TextgateOptions } from '../../../functions/client/request.ts';
import * as operations from '../../../functions/contract/operations.ts';
import { problem } from '../../../functions/contract/problems.ts';
import { routeKey } from '../../../functions/contract/route.ts';
import { statuses } from '../../../functions/contract/statuses.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { jsonAnswer, type Outcome, scriptedFetch } from '../../support/fakes/scripted-fetch.ts';

const url = 'https://sms.example.com';
const apiKey = 'textgate_0123456789';
const id = 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';
const webhook = 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW';
const delivery = 'evt_01JD3Z5A7Q0B9V4XK2M8N6RSTW';
const text = { to: '+41791234567', text: 'Hello' };

/** A client whose requests come to these, one after the other; the last for all that follow. */
const clientWith = (outcomes: readonly (Outcome | (() => Outcome))[], options: Partial<TextgateOptions> = {}) => {
  const { fetch, requests } = scriptedFetch((_, index) => {
    const outcome = outcomes[Math.min(index, outcomes.length - 1)] ?? 'hangs';
    return typeof outcome === 'function' ? outcome() : outcome;
  });
  return { sms: new Textgate({ url, apiKey, fetch, ...options }), requests };
};

const refusal =
  (...[type, detail]: Parameters<typeof problem>) =>
  () => {
    const document = problem(type, detail);
    return jsonAnswer(document.status, document);
  };

const anything = () => jsonAnswer(200, { messages: [], webhooks: [], deliveries: [], suppressions: [], cursor: null });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets the time go on until it has come to its end. */
const settled = async <T>(call: Promise<T>): Promise<PromiseSettledResult<T>> => {
  const [result] = await Promise.all([Promise.allSettled([call]), vi.runAllTimersAsync()]);
  return result[0];
};

const rejection = async (call: Promise<unknown>): Promise<unknown> => {
  const result = await settled(call);
  return result.status === 'rejected' ? result.reason : `resolved: ${inspect(result.value)}`;
};

const since = '2026-11-26T12:00:00Z';

/** Each method, and the request that it makes: its path after /v1, with the query, and its body. */
const methods: Record<string, (sms: Textgate, options?: CallOptions) => Promise<unknown>> = {
  'sendMessages: POST /messages {"to":"+41791234567","text":"Hello"}': (sms, options) =>
    sms.messages.send(text, options),
  'sendMessages: POST /messages?dryRun=true {"to":"+41791234567","text":"Hello"}': (sms, options) =>
    sms.messages.preview(text, options),
  'listMessages: GET /messages?reference=order%204711%2B&limit=5': (sms, options) =>
    sms.messages.list({ reference: 'order 4711+', limit: 5, to: undefined }, options).page(),
  [`getMessage: GET /messages/${id}`]: (sms, options) => sms.messages.get(id, options),
  [`getMessage: GET /messages/${id}?refresh=true`]: (sms, options) =>
    sms.messages.get(id, { refresh: true, ...options }),
  [`queryMessages: POST /messages/query {"ids":["${id}"]}`]: (sms, options) => sms.messages.query([id], options),
  [`cancelMessage: POST /messages/${id}/cancel`]: (sms, options) => sms.messages.cancel(id, options),
  [`cancelMessages: POST /messages/cancel {"ids":["${id}"]}`]: (sms, options) => sms.messages.cancelMany([id], options),
  [`listMessageDeliveries: GET /messages/${id}/deliveries?limit=5`]: (sms, options) =>
    sms.messages.deliveries(id, { limit: 5 }, options).page(),
  'putSuppression: PUT /suppressions/%2B41791234567 {"reason":"STOP"}': (sms, options) =>
    sms.suppressions.add('+41791234567', { reason: 'STOP' }, options),
  'putSuppression: PUT /suppressions/079%20123%2045%2067 {}': (sms, options) =>
    sms.suppressions.add('079/123 45 67', undefined, options),
  'getSuppression: GET /suppressions/%2B41791234567': (sms, options) => sms.suppressions.get('+41791234567', options),
  'deleteSuppression: DELETE /suppressions/%2B41791234567': (sms, options) =>
    sms.suppressions.remove('+41791234567', options),
  'listSuppressions: GET /suppressions?cursor=abc': (sms, options) =>
    sms.suppressions.list({ cursor: 'abc' }, options).page(),
  'createWebhook: POST /webhooks {"url":"https://a.example"}': (sms, options) =>
    sms.webhooks.create({ url: 'https://a.example' }, options),
  'listWebhooks: GET /webhooks': (sms, options) => sms.webhooks.list(options),
  [`getWebhook: GET /webhooks/${webhook}`]: (sms, options) => sms.webhooks.get(webhook, options),
  [`changeWebhook: PATCH /webhooks/${webhook} {"enabled":false}`]: (sms, options) =>
    sms.webhooks.update(webhook, { enabled: false }, options),
  [`deleteWebhook: DELETE /webhooks/${webhook}`]: (sms, options) => sms.webhooks.delete(webhook, options),
  [`rotateSecret: POST /webhooks/${webhook}/rotate-secret`]: (sms, options) =>
    sms.webhooks.rotateSecret(webhook, options),
  [`testWebhook: POST /webhooks/${webhook}/test`]: (sms, options) => sms.webhooks.test(webhook, options),
  [`listDeliveries: GET /webhooks/${webhook}/deliveries?status=failed`]: (sms, options) =>
    sms.webhooks.deliveries(webhook, { status: 'failed' }, options).page(),
  [`redeliver: POST /webhooks/${webhook}/deliveries/${delivery}/redeliver`]: (sms, options) =>
    sms.webhooks.redeliver(webhook, delivery, options),
  [`redeliverFailed: POST /webhooks/${webhook}/redeliver {"since":"${since}"}`]: (sms, options) =>
    sms.webhooks.redeliverFailed(webhook, { since }, options),
  'getStatistics: GET /statistics?from=2026-11-26T00%3A00%3A00Z&by=hour': (sms, options) =>
    sms.statistics({ from: '2026-11-26T00:00:00Z', by: 'hour' }, options),
  'getKey: GET /key': (sms, options) => sms.account.key(options),
  'getAccount: GET /account': (sms, options) => sms.account.get(options),
  'normalizeNumber: POST /numbers/normalize {"number":"079"}': (sms, options) => sms.numbers.normalize('079', options),
  'getHealth: GET /health': (sms, options) => sms.health(options),
};

describe('each method', () => {
  test.each(Object.entries(methods))('asks for %s', async (expected, call) => {
    const { sms, requests } = clientWith([anything]);

    await call(sms);

    const [{ method, url, headers, body } = unasked] = requests;
    const path = url.pathname.slice('/v1'.length) + url.search;
    expect([method, path, ...(body === undefined ? [] : [JSON.stringify(body)])].join(' ')).toBe(
      expected.split(': ')[1],
    );
    const operation = Object.entries(operations).find(([name]) => name === expected.split(':')[0])?.[1];
    const pattern = operation && routeKey(operation.route).replaceAll(/\{\w+\}/g, '[^/]+');
    expect(`${method} ${url.pathname}`).toMatch(new RegExp(`^${pattern}$`));
    expect(headers.get('authorization')).toBe(expected.startsWith('getHealth') ? null : `Bearer ${apiKey}`);
    expect(headers.get('content-type')).toBe(body === undefined ? null : 'application/json');
    const isKeyed = /^(sendMessages: POST .messages \{|createWebhook)/.test(expected);
    expect(headers.get('idempotency-key')).toEqual(isKeyed ? expect.stringMatching(/^[0-9a-f]{32}$/) : null);
  });

  test.each(Object.entries(methods))('takes the options of one call: %s', async (_, call) => {
    const first = clientWith([anything]);
    const second = scriptedFetch(anything);

    await call(first.sms, { fetch: second.fetch, url: 'https://other.example/prefix/', apiKey: 'textgate_other' });

    expect(first.requests).toEqual([]);
    expect(second.requests[0]?.url.href).toMatch(/^https:\/\/other\.example\/prefix\/v1\//);
    expect(second.requests[0]?.headers.get('authorization') ?? 'Bearer textgate_other').toBe('Bearer textgate_other');
  });

  test('there is one for each operation of the contract', () => {
    expect(new Set(Object.keys(methods).map((name) => name.split(':')[0]))).toEqual(new Set(Object.keys(operations)));
  });
});

const unasked = { method: 'none', url: new URL('about:blank'), headers: new Headers(), body: undefined };

/** What the contract says that an operation answers. */
type Reply<Name extends keyof typeof operations> = v.InferOutput<(typeof operations)[Name]['reply']['body']>;

test('each method answers what its operation does', () => {
  type Replies<R extends keyof Textgate> = {
    [M in keyof Textgate[R]]: Textgate[R][M] extends (...args: never[]) => infer A
      ? A extends Listing<infer T>
        ? T
        : Awaited<A>
      : never;
  };
  expectTypeOf<Replies<'messages'>>().toEqualTypeOf<{
    send: Reply<'sendMessages'>;
    preview: v.InferOutput<(typeof operations)['sendMessages']['preview']['body']>;
    list: Reply<'listMessages'>['messages'][number];
    get: Reply<'getMessage'>;
    query: Reply<'queryMessages'>;
    cancel: Reply<'cancelMessage'>;
    cancelMany: Reply<'cancelMessages'>;
    waitUntilFinal: Reply<'getMessage'>;
    deliveries: Reply<'listMessageDeliveries'>['deliveries'][number];
  }>();
  expectTypeOf<Replies<'suppressions'>>().toEqualTypeOf<{
    add: Reply<'putSuppression'>;
    get: Reply<'getSuppression'>;
    remove: Reply<'deleteSuppression'>;
    list: Reply<'listSuppressions'>['suppressions'][number];
  }>();
  expectTypeOf<Replies<'webhooks'>>().toEqualTypeOf<{
    create: Reply<'createWebhook'>;
    list: Reply<'listWebhooks'>['webhooks'];
    get: Reply<'getWebhook'>;
    update: Reply<'changeWebhook'>;
    delete: Reply<'deleteWebhook'>;
    rotateSecret: Reply<'rotateSecret'>;
    test: Reply<'testWebhook'>;
    deliveries: Reply<'listDeliveries'>['deliveries'][number];
    redeliver: Reply<'redeliver'>;
    redeliverFailed: Reply<'redeliverFailed'>;
  }>();
  expectTypeOf<Replies<'account'>>().toEqualTypeOf<{ get: Reply<'getAccount'>; key: Reply<'getKey'> }>();
  expectTypeOf<Replies<'numbers'>>().toEqualTypeOf<{ normalize: Reply<'normalizeNumber'> }>();
  expectTypeOf<Awaited<ReturnType<Textgate['statistics']>>>().toEqualTypeOf<Reply<'getStatistics'>>();
  expectTypeOf<Awaited<ReturnType<Textgate['health']>>>().toEqualTypeOf<Reply<'getHealth'>>();
});

test.each(['', '..', '../webhooks', 'a\ud800'])('the id %j is refused before anything is asked', async (wrong) => {
  const { sms, requests } = clientWith([anything]);

  expect(await rejection(sms.messages.get(wrong))).toBeInstanceOf(TextgateError);
  expect(await rejection(sms.suppressions.remove(wrong === '../webhooks' ? '..' : wrong))).toBeInstanceOf(
    TextgateError,
  );
  expect(requests).toEqual([]);
});

describe('an idempotency key', () => {
  const lost = new TypeError('fetch failed');
  const sent = () => jsonAnswer(202, { messages: [], rejected: [] });

  test.each<[string, (sms: Textgate, idempotencyKey?: string) => Promise<unknown>]>([
    ['send', (sms, idempotencyKey) => sms.messages.send(text, { idempotencyKey })],
    ['webhooks.create', (sms, idempotencyKey) => sms.webhooks.create({ url }, { idempotencyKey })],
  ])('%s makes one for each call, and its retries keep it, with the same body', async (_, call) => {
    const { sms, requests } = clientWith([lost, refusal('internal', ''), sent, lost, sent]);

    await settled(call(sms));
    await settled(call(sms));
    await settled(call(sms, 'order-4711'));

    const keys = requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys).toEqual([keys[0], keys[0], keys[0], keys[3], keys[3], 'order-4711']);
    expect(keys[3]).not.toBe(keys[0]);
    expect(new Set(requests.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('a request that is changed while it is under way is repeated as it was', async () => {
    const { sms, requests } = clientWith([lost, sent]);
    const request = { ...text };

    const call = sms.messages.send(request);
    request.text = 'Something else';
    await settled(call);

    expect(requests.map(({ body }) => body)).toEqual([text, text]);
  });

  test.each(['', 'with space', 'ü', 'x'.repeat(256), 'a\nb'])(
    '%j is refused before anything is sent',
    async (idempotencyKey) => {
      const { sms, requests } = clientWith([sent]);

      expect(await rejection(sms.messages.send(text, { idempotencyKey }))).toBeInstanceOf(TextgateError);
      expect(requests).toEqual([]);
    },
  );
});

describe('how often it is tried', () => {
  test.each([
    ['three times, unless told', {}, {}, 3],
    ['as often as the client is told', { maxRetries: 4 }, {}, 5],
    ['as often as the call is told', { maxRetries: 4 }, { maxRetries: 0 }, 1],
    ['as the client is told, where the call says undefined', { maxRetries: 4 }, { maxRetries: undefined }, 5],
  ])('%s', async (_, ofClient, ofCall, times) => {
    const { sms, requests } = clientWith([refusal('store-unavailable', '')], ofClient);

    const error = await rejection(sms.account.get(ofCall));

    expect(error).toMatchObject({ name: 'StoreUnavailableError' });
    expect(requests.length).toBe(times);
  });

  test.each([{ maxRetries: Number.NaN }, { maxRetries: -1 }, { timeout: Number.NaN }, { timeout: 0 }, { timeout: -1 }])(
    'not at all with %j, which would be for ever, or for no time',
    async (options) => {
      const { sms, requests } = clientWith([refusal('store-unavailable', '')]);

      expect(() => new Textgate({ url, apiKey, ...options })).toThrow(TextgateError);
      expect(await rejection(sms.account.get(options))).toBeInstanceOf(TextgateError);
      expect(requests).toEqual([]);
    },
  );

  test('once, where the answer is final', async () => {
    const { sms, requests } = clientWith([refusal('not-found', 'There is none.')]);

    expect(await rejection(sms.messages.get(id))).toBeInstanceOf(NotFoundError);
    expect(requests.length).toBe(1);
  });

  test('after as many seconds as it is asked to wait', async () => {
    const busy = () => jsonAnswer(429, problem('rate-limited', ''), { 'retry-after': '20' });
    const { sms, requests } = clientWith([busy, anything]);

    const call = sms.account.get();
    await vi.advanceTimersByTimeAsync(19_999);
    expect(requests.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1);

    await call;
    expect(requests.length).toBe(2);
  });
});

describe('the time that it takes', () => {
  const hangingBody = () => new Response(new ReadableStream(), { status: 200 });

  test.each([
    ['an answer that does not come', 'hangs' as const],
    ['a body that does not end', hangingBody],
  ])('%s is given up after the timeout, at each attempt', async (_, outcome) => {
    const { sms, requests } = clientWith([outcome], { timeout: 5_000 });
    const begin = Date.now();

    const error = await rejection(sms.account.get({ timeout: 1_000, maxRetries: 1 }));

    expect(error).toEqual(new TimeoutError('No complete answer within 1000 ms.'));
    expect(requests.length).toBe(2);
    expect(Date.now() - begin).toBeLessThanOrEqual(2_000 + 500);
  });

  test('a timeout of more than a timer can is none that has passed', async () => {
    const setTimer = vi.spyOn(globalThis, 'setTimeout');
    const { sms } = clientWith([anything], { timeout: Number.POSITIVE_INFINITY });

    await sms.account.get();

    expect(setTimer.mock.calls.map(([, milliseconds]) => milliseconds)).toEqual([2 ** 31 - 1]);
  });

  test('an answer leaves no timer, and nothing on the signal', async () => {
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    const { sms } = clientWith([refusal('internal', ''), anything]);

    const call = sms.account.get({ signal });
    await vi.advanceTimersByTimeAsync(500);
    await call;

    expect(vi.getTimerCount()).toBe(0);
    expect(add.mock.calls.length).toBe(3);
    expect(remove.mock.calls.map(([, listener]) => listener)).toEqual(add.mock.calls.map(([, listener]) => listener));
  });
});

describe('the signal of the caller', () => {
  const reason = new Error('enough');

  test('may be that of many calls at once: all end, and it has one listener', async () => {
    const controller = new AbortController();
    const listen = vi.spyOn(controller.signal, 'addEventListener');
    const { sms } = clientWith(['hangs']);

    const calls = Array.from({ length: 11 }, () => rejection(sms.account.get({ signal: controller.signal })));
    setTimeout(() => controller.abort(reason), 10);

    expect(new Set(await Promise.all(calls))).toEqual(new Set([reason]));
    expect(new Set(listen.mock.calls.map(([, listener]) => listener)).size).toBe(1);
  });

  test('ends the calls that are left, after others have come to their ends', async () => {
    const controller = new AbortController();
    const { sms } = clientWith([anything, 'hangs']);

    const calls = Promise.allSettled([1, 2].map(() => sms.account.get({ signal: controller.signal })));
    setTimeout(() => controller.abort(reason), 10);
    await vi.runAllTimersAsync();

    expect(await calls).toMatchObject([{ status: 'fulfilled' }, { reason }]);
  });

  test.each([
    ['before it begins', 0, 'hangs' as const, -1],
    ['while an answer is waited for', 1, 'hangs' as const, 10],
    ['while a body is read', 1, () => new Response(new ReadableStream()), 10],
    ['in a pause', 1, new TypeError('fetch failed'), 10],
  ])('ends it %s, with its reason', async (_, times, outcome, after) => {
    const { sms, requests } = clientWith([outcome]);
    const controller = new AbortController();
    if (after < 0) controller.abort(reason);
    else setTimeout(() => controller.abort(reason), after);

    const call = rejection(sms.messages.send(text, { signal: controller.signal }));

    expect(await call).toBe(reason);
    expect(requests.length).toBe(times);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('no answer', () => {
  test('is told with what fetch says at the bottom of it', async () => {
    const refused = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    const { sms } = clientWith([new TypeError('fetch failed', { cause: refused })], { maxRetries: 0 });

    const error = await rejection(sms.health());

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ message: 'No complete answer: ECONNREFUSED', cause: { cause: refused } });
  });
});

describe('a list', () => {
  const page = (ids: readonly string[], cursor: string | null) => () =>
    jsonAnswer(200, { suppressions: ids.map((number) => ({ number })), cursor });
  const pages = [page(['1', '2'], 'a'), page([], 'b'), page(['3'], null)];

  test('is read to its end, over pages that are empty, each time from its beginning', async () => {
    const { sms, requests } = clientWith([...pages, ...pages]);
    const list = sms.suppressions.list({ limit: 2 });

    for (const _ of [1, 2]) {
      const numbers = [];
      for await (const { number } of list) numbers.push(number);
      expect(numbers).toEqual(['1', '2', '3']);
    }

    expect(requests.map(({ url }) => url.search)).toEqual([
      '?limit=2',
      '?limit=2&cursor=a',
      '?limit=2&cursor=b',
      '?limit=2',
      '?limit=2&cursor=a',
      '?limit=2&cursor=b',
    ]);
  });

  test('asks for no more than is read', async () => {
    const { sms, requests } = clientWith(pages);

    for await (const _ of sms.suppressions.list()) break;

    expect(requests.length).toBe(1);
  });

  test('ends where an answer has no cursor', async () => {
    const { sms, requests } = clientWith([() => jsonAnswer(200, { suppressions: [{ number: '1' }] })]);

    for await (const _ of sms.suppressions.list()) if (requests.length > 1) break;

    expect(requests.length).toBe(1);
  });

  test('can be read page by page, and from a cursor', async () => {
    const { sms, requests } = clientWith(pages.slice(1));

    const read = [];
    for await (const page of sms.suppressions.list({ cursor: 'a' }).pages()) read.push(page);

    expect(read).toEqual([
      { items: [], cursor: 'b' },
      { items: [{ number: '3' }], cursor: null },
    ]);
    expect(requests.map(({ url }) => url.search)).toEqual(['?cursor=a', '?cursor=b']);
  });
});

describe('waiting for a final status', () => {
  const message = (status: string) => () => jsonAnswer(200, { id, status });

  test('is over at the same statuses as the message is', () => {
    expect(statuses.filter((status) => finalStatuses.has(status))).toEqual(statuses.filter(isFinal));
  });

  test.each(['delivered', 'indeterminate'])('looks less and less often, and ends with `%s`', async (status) => {
    const looks: number[] = [];
    const { fetch } = scriptedFetch((_, index) => {
      looks.push(Date.now());
      return message(index < 7 ? 'queued' : status)();
    });

    const result = await settled(new Textgate({ url, apiKey, fetch }).messages.waitUntilFinal(id));

    expect(result).toMatchObject({ value: { status } });
    const pauses = looks.slice(1).map((at, i) => at - (looks[i] ?? 0));
    expect(pauses).toEqual([1_000, 1_500, 2_250, 3_375, 5_062, 7_593, 10_000]);
  });

  test('asks the gateway, and takes one that does not answer for one that does not know yet', async () => {
    const { sms, requests } = clientWith([refusal('gateway-unavailable', ''), message('delivered')], { maxRetries: 0 });

    const result = await settled(sms.messages.waitUntilFinal(id));

    expect(result).toMatchObject({ value: { status: 'delivered' } });
    expect(requests.map(({ url }) => url.search)).toEqual(['?refresh=true', '?refresh=true']);
  });

  test('ends with any other error', async () => {
    const { sms } = clientWith([refusal('not-found', 'There is none.')]);

    expect(await rejection(sms.messages.waitUntilFinal(id))).toBeInstanceOf(NotFoundError);
  });

  test.each([
    ['queued', message('queued')],
    ['no answer', 'hangs' as const],
    ['a gateway that does not answer', refusal('gateway-unavailable', '')],
  ])('ends after its timeout, with %s', async (_, outcome) => {
    const { sms } = clientWith([outcome]);
    const begin = Date.now();

    const error = await rejection(sms.messages.waitUntilFinal(id, { timeout: 20_000 }));

    expect(error).toEqual(new TimeoutError(`${id} has no final status after 20000 ms.`));
    expect(Date.now() - begin).toBe(20_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the API key', () => {
  test('is not seen in the client, or in what it throws', async () => {
    const { sms } = clientWith([new TypeError('fetch failed')]);
    const error = await rejection(sms.messages.send(text));

    for (const shown of [sms, sms.messages, error]) {
      const all = [String(shown), JSON.stringify(shown), inspect(shown, { depth: 9, showHidden: true })].join();
      expect(all).not.toContain(apiKey);
    }
  });

  test.each([`${apiKey} `, `${apiKey}\n`, 'textgate_\u00fc', `${apiKey}\u0000`])(
    '%j is refused in words that do not quote it',
    (key) => {
      const make = () => new Textgate({ url, apiKey: key });

      expect(make).toThrow(new TextgateError('`apiKey` must be ASCII without spaces.'));
    },
  );

  test.each([
    [{ url, apiKey: '' }, '`apiKey` is missing.'],
    [{ url: '', apiKey }, '`url` is missing.'],
  ])('%j is told to be missing', (options, words) => {
    expect(() => new Textgate(options)).toThrow(new TextgateError(words));
  });

  test.each(['sms.example.com', '/api', 'ftp://sms.example.com', 'https://', apiKey])('nor is a url, %j', (wrong) => {
    const make = () => new Textgate({ url: wrong, apiKey });

    expect(make).toThrow(new TextgateError('`url` must be an http or https address.'));
  });

  test.each([
    'https://me:password@sms.example.com',
    `https://${apiKey}@sms.example.com`,
    'https://:password@sms.example.com',
  ])('nor are the credentials in %j, which `fetch` would refuse and quote', (wrong) => {
    const make = () => new Textgate({ url: wrong, apiKey });

    expect(make).toThrow(new TextgateError('`url` must not contain a user or password.'));
  });

  test('of one call is looked at as well', async () => {
    const { sms, requests } = clientWith([anything]);

    expect(await rejection(sms.account.get({ apiKey: 'a b' }))).toBeInstanceOf(TextgateError);
    expect(requests).toEqual([]);
  });

  test('goes to no other address than the one that was given', async () => {
    const inits: (RequestInit | undefined)[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      inits.push(init);
      return anything();
    };

    await new Textgate({ url, apiKey, fetch }).account.get();

    expect(inits).toMatchObject([{ redirect: 'manual' }]);
  });
});

test('fetch is called as a browser wants it: with no `this`, and as it is at that time', async () => {
  const sms = new Textgate({ url, apiKey });
  const seen: unknown[] = [];
  vi.stubGlobal('fetch', function (this: unknown) {
    seen.push(this);
    return Promise.resolve(anything());
  });

  await sms.account.get();

  expect(seen).toEqual([undefined]);
});

test('a page without TLS has no crypto.randomUUID, and no need of it', async () => {
  const { sms, requests } = clientWith([anything]);
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });

  await sms.messages.send(text);

  expect(requests[0]?.headers.get('idempotency-key')).toMatch(/^[0-9a-f]{32}$/);
});
