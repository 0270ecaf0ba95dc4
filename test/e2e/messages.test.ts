import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
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

// What the codecs make of any text is proved by property tests: here are those that something on the way could change.
test.each([
  ['in all alphabets', 'Voilà: 10 € {[~^|\\]} 你好 Привет 🚚👍🏽'],
  ['with markup', '<b>&amp; "quoted" \'too\'</b> <![CDATA[x]]> ]]>'],
  ['of several lines, with spaces around', '  one\r\ntwo\nthree\rfour\ttab  '],
  ['of ten segments', 'x'.repeat(1530)],
])('a text %s comes to the phone as it was sent', async (_, text) => {
  const to = aNumber();

  const { status } = await send({ to, text });

  expect(status).toBe(202);
  expect((await simulator.messages(to)).map((message) => message.text)).toEqual([text]);
});

test('a flash message comes as such, from its sender', async () => {
  const to = aNumber();

  await send({ to, type: 'flash', sender: 'A & B' });

  expect(await simulator.messages(to)).toMatchObject([{ type: 'flash', sender: 'A & B' }]);
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

test('messages are listed by recipient, and by status', async () => {
  const to = aNumber();
  const { body: sent } = await send({ to });

  const { body: byRecipient } = await request(`GET /v1/messages?to=${encodeURIComponent(to)}`);
  const { body: failed } = await request('GET /v1/messages?status=failed');

  expect(byRecipient.messages).toMatchObject([{ id: sent.messages[0].id, to }]);
  expect(failed.messages.every(({ status }: { status: string }) => status === 'failed')).toBe(true);
});

test('a request that is repeated under its idempotency key is answered as before, and sends nothing', async () => {
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
