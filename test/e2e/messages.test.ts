import { randomUUID } from 'node:crypto';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { directCalls } from '../../functions/messages/jobs.ts';
import { apiClient } from '../support/clients/api-client.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { inAnHour } from '../support/runner/times.ts';

const { url, apiKey, simulatorControlUrl } = inject('stack');
const request = apiClient(url, apiKey);
const simulator = simulatorControl(simulatorControlUrl);

/** A Swiss mobile number that no other test sends to. */
const aNumber = (): string => `+4178${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;

const send = (json: object, headers: Record<string, string> = {}) =>
  request('POST /v1/messages', { json: { text: 'Hello', ...json }, headers });

describe('a text', () => {
  test.each([
    ['plain', 'Your order is on its way.'],
    ['with accents', 'Voilà: Zürich, Genève, Ñandú, ça va?'],
    ['of the extension table', 'Price: 10 € {[~^|\\]}'],
    ['with an emoji', 'On its way 🚚👍🏽'],
    ['of another script', '你好 Привет שלום'],
    ['with markup', '<b>&amp; "quoted" \'too\'</b> <![CDATA[x]]>'],
    ['with one CDATA end', 'a ]]> b'],
    ['with three CDATA ends', ']]>]]>]]>'],
    ['of several lines', 'one\r\ntwo\nthree\rfour\ttab'],
    ['with spaces around', '  x  '],
    ['that tries to be XML-RPC', '</string></value></param><param><value>+41790000005</value></param>'],
    ['of ten segments', 'x'.repeat(1530)],
  ])('%s comes to the phone as it was sent', async (_, text) => {
    const to = aNumber();

    const { status } = await send({ to, text });

    expect(status).toBe(202);
    expect((await simulator.messages(to)).map((message) => message.text)).toEqual([text]);
  });

  test.each([
    ['a NUL', 'a\u0000b'],
    ['a control character', 'a\u0008b'],
    ['half a surrogate pair', 'a\ud83d'],
    ['nothing', ''],
    ['eleven segments', 'x'.repeat(1531)],
  ])('with %s is refused, and not sent', async (_, text) => {
    const to = aNumber();

    const { status, body } = await send({ to, text });

    expect([status, body.errors[0].pointer]).toEqual([400, '/text']);
    expect(await simulator.messages(to)).toEqual([]);
  });
});

test.each(['Shop', 'A & B', 'textobox.ch', '41791234567', '+41791234567'])(
  'the sender %j comes to the phone as it was given',
  async (sender) => {
    const to = aNumber();

    const { status } = await send({ to, sender });

    expect(status).toBe(202);
    expect(await simulator.messages(to)).toMatchObject([{ sender }]);
  },
);

test('a flash message comes as such', async () => {
  const to = aNumber();

  await send({ to, type: 'flash' });

  expect(await simulator.messages(to)).toMatchObject([{ type: 'flash', sender: 'textobox.ch' }]);
});

test('a message is followed until the phone has it', async () => {
  const to = aNumber();
  const { body } = await send({ to });
  const [{ id }] = body.messages;

  await simulator.setClock({ advanceSeconds: 10 });

  const { body: message } = await request(`GET /v1/messages/${id}?refresh=true`);
  expect(message).toMatchObject({ id, to, status: 'delivered' });
  const { body: many } = await request('POST /v1/messages/query', { json: { ids: [id] } });
  expect(many.messages).toEqual([message]);
});

test('a scheduled message is kept from the phone by a cancel', async () => {
  const to = aNumber();
  const scheduledAt = inAnHour();
  const { body } = await send({ to, scheduledAt });
  const [{ id, status }] = body.messages;
  expect(status).toBe('scheduled');
  expect(await simulator.messages(to)).toMatchObject([{ scheduledFor: `${scheduledAt.slice(0, 19)}.000Z` }]);

  const canceled = await request(`POST /v1/messages/${id}/cancel`);

  expect(canceled).toMatchObject({ status: 200, body: { id, status: 'canceled' } });
  expect(await simulator.messages(to)).toMatchObject([{ errorCode: 10, receivedAt: null }]);
  expect((await request(`GET /v1/messages/${id}`)).body.status).toBe('canceled');
});

test('a validity in seconds counts from when the request came, and a message within it is sent', async () => {
  const to = aNumber();
  const before = Date.now();

  const { status, body } = await send({ to, validFor: 3_600 });

  expect(status).toBe(202);
  const begun = Date.parse(body.messages[0].validUntil) - 3_600_000;
  // API Gateway may have another clock than ours.
  expect(begun).toBeGreaterThan(before - 5_000);
  expect(begun).toBeLessThan(Date.now() + 5_000);
  expect(await simulator.messages(to)).toHaveLength(1);
});

test.each(['+', '%2B'])('a number that is suppressed (%s) gets nothing, not even what was scheduled', async (plus) => {
  const to = aNumber();
  const { body } = await send({ to, scheduledAt: inAnHour() });
  const [{ id }] = body.messages;
  const address = `/v1/suppressions/${to.replace('+', plus)}`;

  const suppressed = await request(`PUT ${address}`, { json: { reason: 'STOP' } });

  const entry = { number: to, reason: 'STOP' };
  expect(suppressed).toMatchObject({ status: 200, body: { suppression: entry, canceled: [id], complete: true } });
  expect(await simulator.messages(to)).toMatchObject([{ errorCode: 10, receivedAt: null }]);
  expect(await send({ to })).toMatchObject({ status: 400, body: { errors: [{ code: 'suppressed' }] } });
  expect(await request(`DELETE ${address}`)).toMatchObject({ status: 200, body: entry });
  expect(await send({ to })).toMatchObject({ status: 202 });
});

test('more texts than a request waits for come to the phones in the background, each once', async () => {
  const recipients = Array.from({ length: directCalls + 1 }, (_, code) => ({ to: aNumber(), values: { code } }));
  const { status, body } = await send({ recipients, text: 'Your code: {code}' });
  const statuses = new Set(body.messages.map((message: { status: string }) => message.status));
  expect([status, [...statuses]]).toEqual([202, ['submitting']]);

  const phones = recipients.map(({ to }) => to);
  const received = async () => (await simulator.messages()).filter(({ to }) => phones.includes(to));
  await expect.poll(received, { timeout: 30_000, interval: 200 }).toHaveLength(recipients.length);

  const texts = new Map((await received()).map(({ to, text }) => [to, text]));
  expect(recipients.map(({ to }) => texts.get(to))).toEqual(recipients.map((_, code) => `Your code: ${code}`));
});

test('several scheduled messages are cancelled at once', async () => {
  const { body } = await send({ to: [aNumber(), aNumber()], scheduledAt: inAnHour() });
  const ids = body.messages.map(({ id }: { id: string }) => id);

  const { body: canceled } = await request('POST /v1/messages/cancel', { json: { ids } });

  expect(canceled).toMatchObject({ messages: [{ status: 'canceled' }, { status: 'canceled' }], errors: [] });
});

test('messages are listed by reference, page after page', async () => {
  const reference = randomUUID();
  const to = [aNumber(), aNumber(), aNumber()];
  await send({ to, reference });
  const listed: string[] = [];

  let next: string | null = '';
  while (next !== null) {
    const { body } = await request(`GET /v1/messages?reference=${reference}&limit=2${next && `&cursor=${next}`}`);
    listed.push(...body.messages.map((message: { to: string }) => message.to));
    next = body.cursor;
  }

  expect(listed.toSorted()).toEqual(to.toSorted());
});

test('messages are listed by recipient, and by status', async () => {
  const to = aNumber();
  const { body: sent } = await send({ to });

  const { body: byRecipient } = await request(`GET /v1/messages?to=${encodeURIComponent(to)}`);
  const { body: failed } = await request('GET /v1/messages?status=failed');

  expect(byRecipient.messages).toMatchObject([{ id: sent.messages[0].id, to }]);
  expect(failed.messages.every(({ status }: { status: string }) => status === 'failed')).toBe(true);
});

test("the account shows the gateway's credits", async () => {
  const { status, body } = await request('GET /v1/account');

  expect(status).toBe(200);
  expect(body).toMatchObject({ name: 'Demo', gateway: { available: true, authenticated: true, status: 'regular' } });
  expect(body.gateway.credits).toBeGreaterThan(0);
});

test('a number is normalized, ours beside the gateway’s', async () => {
  const { body } = await request('POST /v1/numbers/normalize', { json: { number: '022/364 8000' } });

  expect(body).toMatchObject({ number: '+41223648000', gateway: { available: true, number: '41223648000' } });
});

describe('an idempotency key', () => {
  test('makes a repeated request answer as before, and send nothing', async () => {
    // For later, so that no sweep finds anything new in between.
    const [to, scheduledAt, headers] = [aNumber(), inAnHour(), { 'idempotency-key': randomUUID() }];
    const first = await send({ to, scheduledAt }, headers);

    const second = await send({ to, scheduledAt }, headers);

    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await simulator.messages(to)).toHaveLength(1);
  });

  test('is refused with another body', async () => {
    const [to, headers] = [aNumber(), { 'idempotency-key': randomUUID() }];
    await send({ to }, headers);

    const { status, body } = await send({ to, text: 'Another' }, headers);

    expect([status, body.type]).toEqual([422, 'urn:textgate:problem:idempotency-key-reused']);
    expect(await simulator.messages(to)).toHaveLength(1);
  });

  test('lets one of many at once send', async () => {
    const [to, headers] = [aNumber(), { 'idempotency-key': randomUUID() }];

    const answers = await Promise.all(Array.from({ length: 10 }, () => send({ to }, headers)));

    expect(await simulator.messages(to)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
  });
});

test('a message is recorded while the gateway is down', async () => {
  const to = aNumber();
  await simulator.setFault({ fault: 'http_404', to });

  const { status, body } = await send({ to });

  expect(status).toBe(202);
  const [{ id }] = body.messages;
  // Every sweep would meet the fault again.
  onTestFinished(async () => void (await request(`POST /v1/messages/${id}/cancel`)));
  expect(body.messages).toMatchObject([{ to, status: 'accepted', reason: { code: 'gateway_unreachable' } }]);
  expect(await simulator.messages(to)).toEqual([]);
});
