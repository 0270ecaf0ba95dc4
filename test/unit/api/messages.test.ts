import { describe, expect, test } from 'vitest';
import { cancelMessage, cancelMessages } from '../../../functions/api/cancel.ts';
import { listMessages } from '../../../functions/api/list.ts';
import { getMessage, queryMessages } from '../../../functions/api/query.ts';
import { routeKey } from '../../../functions/contract/route.ts';
import type { Status } from '../../../functions/contract/statuses.ts';
import { api, type Endpoint } from '../../../functions/http/endpoint.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { aContext, anEvent, answerOf, aPrincipal, serving } from '../../support/clients/api-events.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const queued = aMessage({ status: 'queued', upstreamId: 'gw1', version: 2 });
const scheduled = aMessage({ status: 'scheduled', upstreamId: 'gw2', version: 2 });
const foreign = aMessage({ account: 'acc_other', status: 'scheduled', upstreamId: 'gw3', text: 'a secret of others' });
const missing = 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

/** All routes of messages, over a record with these messages. */
const aDoor = (messages: readonly Message[] = [queued, scheduled, foreign]) => {
  const service = aMessageService(messages);
  return {
    ...service,
    get: serving(getMessage(service)),
    query: serving(queryMessages(service)),
    cancelOne: serving(cancelMessage(service)),
    cancelMany: serving(cancelMessages(service)),
    list: serving(listMessages({ list: service.store })),
  };
};

describe("another account's message", () => {
  const ids: [string, string][] = [
    ['of another account', foreign.id],
    ['that does not exist', missing],
    ['in lower case', queued.id.toLowerCase()],
    ['that is no id', 'x'],
    ['that is a path', '../messages'],
    ['that is very long', 'msg_'.repeat(1000)],
  ];

  test.each(ids)('%s is not found, in the same words', async (_, id) => {
    const { get, cancelOne, upstream, store } = aDoor();
    const notFound = {
      status: 404,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
      body: {
        type: 'urn:textgate:problem:not-found',
        title: 'Not found',
        status: 404,
        detail: 'There is no message with this id.',
        instance: 'urn:textgate:request:request-1',
      },
    };

    expect(await get({ path: { id } })).toEqual(notFound);
    expect(await get({ path: { id }, query: { refresh: 'true' } })).toEqual(notFound);
    expect(await cancelOne({ path: { id } })).toEqual(notFound);
    expect([upstream.stateCalls, upstream.cancelCalls]).toEqual([[], []]);
    expect(store.writes.updates).toBe(0);
  });

  test('among many is told like one that does not exist', async () => {
    const { query, cancelMany, upstream } = aDoor([foreign]);
    const json = { ids: [foreign.id, missing] };
    const errors = json.ids.map((id) => ({ id, code: 'not_found', detail: 'There is no message with this id.' }));

    expect(await query({ json })).toMatchObject({ status: 200, body: { messages: [], errors } });
    expect(await cancelMany({ json })).toMatchObject({ status: 200, body: { messages: [], errors } });
    expect([upstream.stateCalls, upstream.cancelCalls]).toEqual([[], []]);
  });

  test('is not listed', async () => {
    const { list } = aDoor();

    const { body } = await list();

    expect(body.messages.map(({ id }: Message) => id).sort()).toEqual([queued.id, scheduled.id].sort());
  });
});

describe('GET /v1/messages/{id}', () => {
  test('tells the record, without asking the gateway and without how it is kept', async () => {
    const { get, upstream } = aDoor();

    const { status, body } = await get({ path: { id: queued.id } });

    expect(status).toBe(200);
    expect(body).toMatchObject({ id: queued.id, status: 'queued', gatewayId: queued.upstreamId });
    for (const name of ['account', 'version', 'attempt', 'upstreamId', 'request'])
      expect(body).not.toHaveProperty(name);
    expect(upstream.stateCalls).toEqual([]);
  });

  test('tells how the message came to its status, as the other answers about it do', async () => {
    const entry = { status: 'accepted', at: '2030-06-01T11:59:59.000Z', reason: 'gateway_unreachable' } as const;
    const message = aMessage({ status: 'accepted', history: [entry] });
    const { get, list, query, cancelOne } = aDoor([message]);
    const found = await get({ path: { id: message.id } });
    const listed = await list();
    const queried = await query({ json: { ids: [message.id] } });

    const canceled = await cancelOne({ path: { id: message.id } });

    expect(found.body.history).toEqual([entry]);
    expect([listed.body.messages, queried.body.messages]).toMatchObject([
      [{ history: [entry] }],
      [{ history: [entry] }],
    ]);
    expect(canceled.body.history).toEqual([entry, { status: 'canceled', at: now.toISOString() }]);
  });

  test('asks the gateway when it is to', async () => {
    const { get, upstream } = aDoor();
    const reason = { code: 'gateway_5', text: "The message won't be received." };
    upstream.script.states = new Map([['gw1', { status: 'failed', reason }]]);

    const answer = await get({ path: { id: queued.id }, query: { refresh: 'true' } });

    expect(answer).toMatchObject({ status: 200, body: { status: 'failed', reason } });
  });

  test('tells when the gateway does not answer', async () => {
    const { get } = aDoor();

    const answer = await get({ path: { id: queued.id }, query: { refresh: 'true' } });

    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    expect(answer.body.type).toBe('urn:textgate:problem:gateway-unavailable');
  });

  test.each([{ refresh: 'yes' }, { refresh: '' }, { refrehs: 'true' }])('refuses the parameters %j', async (query) => {
    const { get } = aDoor();

    const answer = await get({ path: { id: queued.id }, query });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: `?${Object.keys(query)[0]}` }] } });
  });
});

test.each(['query', 'cancel'])('GET /v1/messages/%s is no message, but an address for POST', async (name) => {
  const handler = api(
    () => async () => aPrincipal(),
    () => [getMessage(aMessageService())],
  );
  const event = anEvent({ route: 'GET /v1/messages/{id}', path: { id: name } });

  const answer = answerOf(await handler({ ...event, rawPath: `/v1/messages/${name}` }, aContext()));

  expect(answer).toMatchObject({
    status: 405,
    headers: { allow: 'POST' },
    body: { type: 'urn:textgate:problem:method-not-allowed' },
  });
});

describe('POST /v1/messages/query', () => {
  test('tells all as the gateway has them', async () => {
    const { query, upstream } = aDoor();
    upstream.script.states = new Map([['gw1', { status: 'delivered' }]]);

    const { body } = await query({ json: { ids: [queued.id, scheduled.id, queued.id] } });

    expect(body.messages.map(({ id, status }: Message) => [id, status])).toEqual([
      [queued.id, 'delivered'],
      [scheduled.id, 'scheduled'],
    ]);
    expect(body.errors).toEqual([]);
  });

  test.each([
    ['no ids', { ids: [] }, '/ids'],
    ['more than 100', { ids: Array(101).fill(missing) }, '/ids'],
    ['a text', { ids: missing }, '/ids'],
    ['one that is no id', { ids: [missing, 'x'] }, '/ids/1'],
    ['nothing', {}, '/ids'],
  ])('refuses %s', async (_, json, pointer) => {
    const { query } = aDoor();

    expect(await query({ json })).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });
});

describe('messages that are too large for one answer', () => {
  /** Of the largest metadata there may be: each character takes six bytes as JSON, and seven as JSON in JSON. */
  const large = (index: number) =>
    aMessage({
      status: 'accepted',
      createdAt: new Date(now.getTime() + index).toISOString(),
      text: '\f"\\'.repeat(300),
      metadata: Object.fromEntries(
        Array.from({ length: 20 }, (_, entry) => [`${'\u0001'.repeat(38)}${entry + 10}`, '\u0001'.repeat(500)]),
      ),
    });
  const messages = Array.from({ length: 100 }, (_, index) => large(index));
  const ids = messages.map(({ id }) => id);

  /** With what the whole answer of the Lambda takes. */
  const asking = (endpoint: Endpoint) => async (parts: Partial<Parameters<typeof anEvent>[0]>) => {
    const handler = api(
      () => async () => aPrincipal(),
      () => [endpoint],
    );
    const result = await handler(anEvent({ route: routeKey(endpoint.route), ...parts }), aContext());
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(6 * 1024 * 1024 - 10_000);
    return JSON.parse(result.body ?? '');
  };

  test('are listed on pages that fit', async () => {
    const get = asking(listMessages({ list: aMessageService(messages).store }));
    const pages: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await get({ query: { limit: '100', ...(cursor !== '' && { cursor }) } });
      pages.push(page.messages.map(({ id }: Message) => id));
      ({ cursor } = page);
    }

    expect(pages.map(({ length }) => length > 0)).toEqual([true, true]);
    expect(pages[0]?.length).toBeGreaterThan(60);
    expect(pages.flat()).toEqual(ids.toReversed());
  });

  test.each([
    ['query', queryMessages],
    ['cancel', cancelMessages],
  ] as const)('are left alone by a %s that names too many, and taken by the next', async (_, operation) => {
    const service = aMessageService(messages);
    const post = asking(operation(service));

    const first = await post({ json: { ids } });
    const left = first.errors.map(({ id }: { id: string }) => id);
    const untouched = left.map((id: string) => service.store.records.get(id)?.status);
    const second = await post({ json: { ids: left } });

    expect(new Set(first.errors.map(({ code }: { code: string }) => code))).toEqual(new Set(['reply_too_large']));
    expect(new Set(untouched)).toEqual(new Set(['accepted']));
    expect(second.errors).toEqual([]);
    expect([...first.messages, ...second.messages].map(({ id }: Message) => id)).toEqual(ids);
  });
});

describe('cancelling', () => {
  test('answers with the cancelled message, and the same the second time', async () => {
    const { cancelOne, upstream } = aDoor();
    upstream.script.cancel = (ids) => new Map(ids.map((id) => [id, true]));

    const first = await cancelOne({ path: { id: scheduled.id } });
    const second = await cancelOne({ path: { id: scheduled.id } });

    expect(first).toMatchObject({ status: 200, body: { id: scheduled.id, status: 'canceled' } });
    expect(second).toEqual(first);
    expect(upstream.cancelCalls).toHaveLength(1);
  });

  test.each<[Status, string]>([
    ['submitting', 'being handed over'],
    ['delivered', 'it is "delivered"'],
    ['indeterminate', 'it is "indeterminate"'],
  ])('tells why it cannot be: %s', async (status, words) => {
    const message = aMessage({ status });
    const { cancelOne } = aDoor([message]);

    const answer = await cancelOne({ path: { id: message.id } });

    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:textgate:problem:not-cancelable' } });
    expect(answer.body.detail).toContain(words);
  });

  test('of many says which were, and why the others were not', async () => {
    const delivered = aMessage({ status: 'delivered' });
    const accepted = aMessage({ status: 'accepted' });
    const { cancelMany } = aDoor([delivered, accepted, foreign]);

    const { status, body } = await cancelMany({ json: { ids: [delivered.id, accepted.id, foreign.id] } });

    expect(status).toBe(200);
    expect(body.messages).toMatchObject([{ id: accepted.id, status: 'canceled' }]);
    expect(body.errors).toMatchObject([
      { id: delivered.id, code: 'not_cancelable' },
      { id: foreign.id, code: 'not_found' },
    ]);
  });
});

describe('GET /v1/messages', () => {
  test('lists page by page', async () => {
    const { list } = aDoor();

    const first = await list({ query: { limit: '1' } });
    const second = await list({ query: { limit: '1', cursor: first.body.cursor } });

    expect(first.body.messages).toHaveLength(1);
    expect(second.body.messages).toHaveLength(1);
    expect(second.body.cursor).toBeNull();
    expect(second.body.messages[0].id).not.toBe(first.body.messages[0].id);
  });

  test('asks for what the parameters say, times in UTC', async () => {
    const { list, store } = aDoor();
    const asked: unknown[] = [];
    const { list: ask } = store;
    Object.assign(store, { list: (query: Parameters<typeof ask>[0]) => asked.push(query) && ask(query) });
    const query = { status: 'queued', to: '+41791234567', reference: 'r', from: '2030-06-01T14:00:00+02:00' };

    await list({ query });

    expect(asked).toEqual([{ ...query, from: '2030-06-01T12:00:00.000Z', account: 'acc_shop', limit: 20 }]);
  });

  test.each([
    ['2030-06-01T14:00:00 02:00', '2030-06-01T12:00:00.000Z', 'a plus sign that has become a blank'],
    ['2030-06-01T14:00:00.5 02:00', '2030-06-01T12:00:00.500Z', 'the same after a fraction'],
    ['2030-06-01t12:00:00z', '2030-06-01T12:00:00.000Z', 'lower case'],
    ['2030-06-01t14:00:00 02:00', '2030-06-01T12:00:00.000Z', 'both'],
    ['0000-01-01T00:00:00+14:00', '0000-01-01T00:00:00.000Z', 'before the first year of four digits'],
    ['9999-12-31T23:59:59-12:00', '9999-12-31T23:59:59.999Z', 'after the last'],
  ])('reads the time %j as %s: %s', async (written, time) => {
    const { list, store } = aDoor();
    const asked: unknown[] = [];
    const { list: ask } = store;
    Object.assign(store, { list: (query: Parameters<typeof ask>[0]) => asked.push(query) && ask(query) });

    await list({ query: { from: written, until: written } });

    expect(asked).toMatchObject([{ from: time, until: time }]);
  });

  test.each([
    [{ from: '0000-01-01T00:00:00+14:00' }, 2],
    [{ until: '0000-01-01T00:00:00+14:00' }, 0],
    [{ from: '9999-12-31T23:59:59-12:00' }, 0],
    [{ until: '9999-12-31T23:59:59-12:00' }, 2],
  ])('lists by %j, whose year in UTC has no four digits: %i messages', async (query, count) => {
    const { list } = aDoor();

    expect((await list({ query })).body.messages).toHaveLength(count);
  });

  test.each(['2030-06-01 14:00:00+02:00', '2030-06-01T14:00:00  02:00', '2030-06-01T14:00:00'])(
    'says of the time %j how a plus sign is written in a URL',
    async (from) => {
      const { list } = aDoor();

      const { status, body } = await list({ query: { from } });

      expect(status).toBe(400);
      expect(body.errors).toMatchObject([{ pointer: '?from', detail: expect.stringContaining('`+` is %2B in a URL') }]);
    },
  );

  test('refuses a cursor that is not ours', async () => {
    const { list } = aDoor();

    const answer = await list({ query: { cursor: 'x' } });

    expect(answer).toMatchObject({ status: 400, body: { type: 'urn:textgate:problem:invalid-cursor' } });
  });

  test.each<[Record<string, string>, string]>([
    [{ limit: '0' }, '?limit'],
    [{ limit: '101' }, '?limit'],
    [{ limit: '1e1' }, '?limit'],
    [{ limit: '1,2' }, '?limit'],
    [{ status: 'sent' }, '?status'],
    [{ to: '0791234567' }, '?to'],
    [{ to: ' 41791234567' }, '?to'],
    [{ reference: '' }, '?reference'],
    [{ from: 'yesterday' }, '?from'],
    [{ until: '2030-02-30T00:00:00Z' }, '?until'],
    [{ cursor: 'x'.repeat(501) }, '?cursor'],
    [{ account: 'acc_other' }, '?account'],
  ])('refuses %j, by name', async (query, pointer) => {
    const { list } = aDoor();

    expect(await list({ query })).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
  });
});
