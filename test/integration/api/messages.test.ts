import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { swissMobiles } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { inAnHour } from '../../support/runner/times.ts';
import { type Request, startContainers } from '../../support/stack/containers.ts';
import { type EmulatedCloud, emulatedCloud } from '../../support/stack/emulated-cloud.ts';

logLines();

let cloud: EmulatedCloud;
let simulator: Simulator;
let request: Request;
let headers: { authorization: string };

beforeAll(async () => {
  simulator = await startSimulator();
  cloud = await emulatedCloud(inject('emulatorUrl'));
  request = await startContainers(cloud.environment(simulator.url));
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  headers = { authorization: (await cloud.newTenant()).authorization };
});

const send = (json: object, more: Record<string, string> = {}) =>
  request('POST /v1/messages', { json, headers: { ...headers, ...more } });

/** Sends one message, and answers with it as the caller sees it. */
const sendOne = async (json: object = {}) => {
  const { body } = await send({ to: '+41791234567', text: 'Hello', ...json });
  return body.messages[0];
};

const get = (id: string, query?: Record<string, string>) =>
  request('GET /v1/messages/{id}', { path: { id }, headers, ...(query && { query }) });

const refreshed = async (id: string) => (await get(id, { refresh: 'true' })).body;

const cancel = (id: string) => request('POST /v1/messages/{id}/cancel', { path: { id }, headers });

describe('a message', () => {
  test('is recorded, handed over, and followed until the phone has it', async () => {
    const message = await sendOne();
    expect(message).toMatchObject({ to: '+41791234567', status: 'queued', segments: 1, encoding: 'gsm-7' });

    simulator.setClock({ advanceSeconds: 10 });

    expect((await get(message.id)).body).toMatchObject(message);
    expect(await refreshed(message.id)).toMatchObject({ id: message.id, status: 'delivered' });
    expect((await get(message.id)).body).toMatchObject({
      status: 'delivered',
      history: [{ status: 'submitting' }, { status: 'queued' }, { status: 'delivered' }],
    });
    expect(simulator.messages()).toMatchObject([{ to: '+41791234567', text: 'Hello', sender: 'textobox.ch' }]);
  });

  test('is sent with what was asked for', async () => {
    const scheduledAt = inAnHour();

    const message = await sendOne({ type: 'flash', sender: 'Shop', scheduledAt, reference: 'r', metadata: { a: 'b' } });

    expect(message).toMatchObject({ status: 'scheduled', type: 'flash', sender: 'Shop', reference: 'r' });
    expect(message.metadata).toEqual({ a: 'b' });
    const [phone] = simulator.messages();
    expect(phone).toMatchObject({ type: 'flash', sender: 'Shop' });
    expect(phone?.scheduledFor).toBe(`${scheduledAt.slice(0, 19)}.000Z`);
  });

  test('that the gateway refuses fails at once, for the reason that it gives', async () => {
    const to = '+41790000005';

    const message = await sendOne({ to });

    const code = 'invalid_recipient';
    expect(message).toMatchObject({ to, status: 'failed', reason: { code } });
    const history = [{ status: 'submitting' }, { status: 'failed', reason: code }];
    expect((await get(message.id)).body).toMatchObject({ ...message, history });
  });

  test.each([
    ['+41790000011', 'delivered', undefined],
    ['+41790000014', 'failed', 'delivery_message_error'],
    ['+41790000016', 'expired', 'expired'],
  ])('to %s comes to be %s', async (to, status, reason) => {
    const { id } = await sendOne({ to });

    simulator.setClock({ advanceSeconds: 60 });

    const { body } = await request('POST /v1/messages/query', { json: { ids: [id] }, headers });
    expect(body.messages).toMatchObject([{ id, status }]);
    expect(body.messages[0].reason?.code).toBe(reason);
    expect((await get(id)).body.status).toBe(status);
  });

  test('is understood whichever form the gateway answers in', async () => {
    simulator.putSettings({ statusForm: 'codes', sendForm: 'boolean' });
    const { id } = await sendOne();

    simulator.setClock({ advanceSeconds: 60 });

    expect(await refreshed(id)).toMatchObject({ status: 'delivered' });
  });
});

describe('many recipients', () => {
  test('get a message each, in calls of a hundred', async () => {
    const to = swissMobiles(250);

    const { status, body } = await send({ to, text: 'Hello' });

    expect(status).toBe(202);
    expect(body.messages.map((message: { to: string }) => message.to)).toEqual(to);
    expect(new Set(body.messages.map((message: { status: string }) => message.status))).toEqual(new Set(['queued']));
    expect(new Set(simulator.messages().map((message) => message.to))).toEqual(new Set(to));
    expect(simulator.requests().methods['send_message']).toMatchObject({ calls: 3 });
  });

  test('that are bad sink no others', async () => {
    const { body } = await send({ to: ['+41791234567', 'nobody', '+41790000005', '+15005550006'], text: 'Hello' });

    expect(body.messages.map(({ to, status }: { to: string; status: string }) => [to, status])).toEqual([
      ['+41791234567', 'queued'],
      ['+41790000005', 'failed'],
    ]);
    expect(body.rejected.map(({ index, to }: { index: number; to: string }) => [index, to])).toEqual([
      [1, 'nobody'],
      [3, '+15005550006'],
    ]);
  });
});

describe('cancelling', () => {
  test('keeps a scheduled message from the phone, and says so again when asked again', async () => {
    const { id } = await sendOne({ scheduledAt: inAnHour() });

    const first = await cancel(id);
    const second = await cancel(id);
    simulator.setClock({ advanceSeconds: 14_400 });

    expect(first).toMatchObject({ status: 200, body: { id, status: 'canceled' } });
    expect(second).toEqual(first);
    expect(simulator.messages()).toMatchObject([{ errorCode: 10, receivedAt: null }]);
  });

  test('is refused once the message is on its way', async () => {
    const { id } = await sendOne();

    const { status, body } = await cancel(id);

    expect(status).toBe(409);
    expect(body.type).toBe('urn:textgate:problem:not-cancelable');
  });

  test('of many tells of each what became of it', async () => {
    const scheduled = await sendOne({ scheduledAt: inAnHour() });
    const sent = await sendOne();
    const unknown = 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

    const ids = [sent.id, scheduled.id, unknown];
    const { status, body } = await request('POST /v1/messages/cancel', { json: { ids }, headers });

    expect(status).toBe(200);
    expect(body.messages).toMatchObject([{ id: scheduled.id, status: 'canceled' }]);
    expect(body.errors).toMatchObject([
      { id: sent.id, code: 'not_cancelable' },
      { id: unknown, code: 'not_found' },
    ]);
  });
});

describe('the list', () => {
  test('pages through all messages once, newest first', async () => {
    const sent: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      sent.unshift((await sendOne()).id);
      // Ids of one millisecond have no order.
      await sleep(2);
    }

    const listed: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query: Record<string, string> = cursor ? { limit: '2', cursor } : { limit: '2' };
      const { body } = await request('GET /v1/messages', { query, headers });
      listed.push(...body.messages.map(({ id }: { id: string }) => id));
      cursor = body.cursor;
    } while (cursor);

    expect(listed).toEqual(sent);
  });

  test.each<[string, (first: { createdAt: string }) => Record<string, string>]>([
    ['recipient', () => ({ to: '+41791234567' })],
    ['reference', () => ({ reference: 'first' })],
    ['status', () => ({ status: 'scheduled' })],
    ['time', ({ createdAt }) => ({ until: new Date(Date.parse(createdAt) + 1).toISOString() })],
  ])('finds messages by %s', async (_, queryFor) => {
    const first = await sendOne({ reference: 'first', scheduledAt: inAnHour() });
    await sleep(5);
    await sendOne({ to: '+41791234568', reference: 'second' });

    const { body } = await request('GET /v1/messages', { query: queryFor(first), headers });

    expect(body.messages.map(({ id }: { id: string }) => id)).toEqual([first.id]);
  });
});

describe("the gateway's word", () => {
  test('on the account', async () => {
    simulator.putAccount({ user: 'demo', credits: -3, status: 'free' });

    const { status, body } = await request('GET /v1/account', { headers });

    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Shop', groupId: expect.any(String) });
    expect(body.gateway).toEqual({
      available: true,
      authenticated: true,
      credits: -3,
      status: 'free',
      groupId: '7f1d8a52-3c0e-4b8e-9a51-2f6c1de04b77',
    });
  });

  test('on a number, beside ours', async () => {
    const json = { number: '022/364 8000' };

    const { body } = await request('POST /v1/numbers/normalize', { json, headers });

    expect(body).toEqual({
      number: '+41223648000',
      country: 'CH',
      problem: null,
      gateway: { available: true, number: '41223648000' },
    });
  });
});

describe('an idempotency key', () => {
  const key = { 'idempotency-key': 'order-7' };

  test('makes the second request answer like the first, and sends nothing', async () => {
    const json = { to: swissMobiles(3), text: 'Hello' };
    const first = await send(json, key);

    const second = await send(json, key);

    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(simulator.messages()).toHaveLength(3);
  });

  test('is refused with another body', async () => {
    await send({ to: '+41791234567', text: 'Hello' }, key);

    const { status, body } = await send({ to: '+41791234567', text: 'Hello!' }, key);

    expect([status, body.type]).toEqual([422, 'urn:textgate:problem:idempotency-key-reused']);
    expect(simulator.messages()).toHaveLength(1);
  });

  test("is another account's own", async () => {
    const json = { to: '+41791234567', text: 'Hello' };
    const first = await send(json, key);
    const { authorization } = await cloud.newTenant();

    const second = await send({ ...json, text: 'Other' }, { ...key, authorization });

    expect(second.status).toBe(202);
    expect(second.body.messages[0].id).not.toBe(first.body.messages[0].id);
    expect(simulator.messages()).toHaveLength(2);
  });

  test('lets one of fifty at once send', async () => {
    const json = { to: swissMobiles(2), text: 'Hello' };
    simulator.setFault({ fault: 'latency', delayMs: 20 });

    const answers = await Promise.all(Array.from({ length: 50 }, () => send(json, key)));

    expect(simulator.requests().methods['send_message']).toMatchObject({ calls: 1 });
    expect(simulator.messages()).toHaveLength(2);
    const firsts = answers.filter(({ status, headers }) => status === 202 && !('idempotent-replayed' in headers));
    expect(firsts).toHaveLength(1);
    const ids = answers.flatMap(({ status, body }) => (status === 202 ? [JSON.stringify(body.messages)] : []));
    expect(new Set(ids).size).toBe(1);
    const others = answers.filter(({ status }) => status !== 202);
    expect(new Set(others.map(({ body }) => body.type))).toEqual(new Set(others.map(() => inFlight)));
  });

  const inFlight = 'urn:textgate:problem:request-in-flight';
});
