import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { Textgate } from '../../functions/client/client.ts';
import {
  IdempotencyKeyReusedError,
  InvalidRequestError,
  NotCancelableError,
  NotFoundError,
  UnauthenticatedError,
} from '../../functions/client/errors.ts';
import type { WebhookWithSecret } from '../../functions/client/types.ts';
import { verifyWebhook } from '../../functions/client/webhook-signature.ts';
import { type Receiver, startReceiver } from '../support/clients/receiver.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { inAnHour } from '../support/runner/times.ts';
import { accountsOf } from '../support/stack/accounts.ts';

const stack = inject('stack');
const { url, apiKey, simulatorControlUrl } = stack;
const simulator = simulatorControl(simulatorControlUrl);
const sms = new Textgate({ url, apiKey });

/** A Swiss mobile number that no other test sends to. */
const aNumber = (): string => `+4176${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;

/** For what follows in a moment: nobody waits so long where the machine is idle. */
const within = { timeout: 30_000, interval: 100 };

/** A message that has not gone out yet. */
const planned = async (to = aNumber()): Promise<string> => {
  const { messages } = await sms.messages.send({ to, text: 'Later', scheduledAt: inAnHour() });
  return messages[0]?.id ?? 'none';
};

describe.concurrent('messages', () => {
  test('are sent once for each key, found, waited for and counted', async () => {
    const accounts = accountsOf(stack);
    onTestFinished(accounts.stop);
    const { account, apiKey } = await accounts.addAccount('Counted');
    const sms = new Textgate({ url, apiKey });
    const to = aNumber();
    const request = { to: [to, '+33'], text: 'Hello {it}', reference: `client ${to}` };
    const idempotencyKey = `order-${to}`;

    const preview = await sms.messages.preview(request);
    const { messages, rejected } = await sms.messages.send(request, { idempotencyKey });
    const again = await sms.messages.send(request, { idempotencyKey });
    const other = sms.messages.send({ ...request, text: 'Another' }, { idempotencyKey });

    expect(preview.recipients.map(({ verdict }) => verdict)).toEqual(['send', 'invalid_number']);
    expect(messages).toMatchObject([{ to, text: 'Hello {it}' }]);
    expect(rejected).toMatchObject([{ index: 1, code: 'invalid_number' }]);
    expect(again.messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
    await expect(other).rejects.toBeInstanceOf(IdempotencyKeyReusedError);
    expect(await simulator.messages(to)).toHaveLength(1);

    const id = messages[0]?.id ?? '';
    await simulator.setClock({ advanceSeconds: 10 });
    expect(await sms.messages.waitUntilFinal(id)).toMatchObject({ id, status: 'delivered' });
    expect(await sms.messages.get(id)).toMatchObject({ id, status: 'delivered' });
    expect(await sms.messages.query([id])).toMatchObject({ messages: [{ id }], errors: [] });
    await vi.waitFor(async () => {
      const listed = [];
      for await (const message of sms.messages.list({ reference: `client ${to}`, limit: 1 })) listed.push(message.id);
      expect(listed).toEqual([id]);
    }, within);
    await expect(sms.messages.cancel(id)).rejects.toBeInstanceOf(NotCancelableError);
    expect(await sms.account.key()).toMatchObject({ account: { id: account, name: 'Counted' } });
    const figures = { messages: 1, open: 0, delivered: 1, deliveryRate: 1, medianDeliverySeconds: expect.any(Number) };
    await vi.waitFor(async () => expect((await sms.statistics()).total).toMatchObject(figures), within);
  });

  test('are cancelled', async () => {
    const [one, two] = await Promise.all([planned(), planned()]);

    expect(await sms.messages.cancel(one)).toMatchObject({ id: one, status: 'canceled' });
    expect(await sms.messages.cancelMany([one, two])).toMatchObject({
      messages: [{ id: one }, { id: two }],
      errors: [],
    });
  });
});

test.concurrent('numbers are suppressed, whatever they are written with', async () => {
  const number = aNumber();
  const id = await planned(number);

  // Slashes are what an address is divided by.
  const added = await sms.suppressions.add(number.replace('+4176', '076/'), { reason: 'STOP' });

  expect(added).toMatchObject({ suppression: { number, reason: 'STOP' }, canceled: [id] });
  expect(await sms.suppressions.get(number)).toMatchObject({ number });
  const listed = [];
  for await (const one of sms.suppressions.list({ limit: 1 })) listed.push(one.number);
  expect(listed).toContain(number);
  expect(await sms.suppressions.remove(number)).toMatchObject({ number });
  await expect(sms.suppressions.remove(number)).rejects.toBeInstanceOf(NotFoundError);
});

// The first calls start their functions: beside one another.
describe.concurrent('webhooks', () => {
  const inTurn = { concurrent: false };
  let receiver: Receiver;
  let webhook: WebhookWithSecret;
  beforeAll(async () => {
    receiver = await startReceiver();
    webhook = await sms.webhooks.create(
      { url: receiver.url, events: ['message.submitting'] },
      { idempotencyKey: receiver.url },
    );
  });
  afterAll(() => receiver.stop());

  test('are made once for each key, and kept', inTurn, async () => {
    const again = await sms.webhooks.create(
      { url: receiver.url, events: ['message.submitting'] },
      { idempotencyKey: receiver.url },
    );
    const changed = await sms.webhooks.update(webhook.id, { description: 'Of a test' });

    expect(again.id).toBe(webhook.id);
    expect(await sms.webhooks.get(webhook.id)).toEqual(changed);
    expect(await sms.webhooks.list()).toContainEqual(changed);
  });

  test('tell what verifies, by the secret of now and of before', inTurn, async () => {
    const { secret } = await sms.webhooks.rotateSecret(webhook.id);

    const tested = await sms.webhooks.test(webhook.id);

    expect(tested).toMatchObject({ delivered: true });
    const [arrival = { headers: {}, body: '' }] = receiver.arrivals.filter(({ id }) => id === tested.id);
    for (const one of [secret, webhook.secret]) {
      const event = await verifyWebhook(arrival.body, arrival.headers, one);
      expect(event).toMatchObject({ type: 'test', data: { webhook: webhook.id } });
    }
  });

  test('have deliveries, which come once more', inTurn, async () => {
    const { messages } = await sms.messages.send({ to: aNumber(), text: 'Hello' });
    const message = messages[0]?.id ?? '';
    const delivered = await vi.waitFor(
      async () => {
        // Other tests send from the account, too: it may not be on the first page.
        for await (const one of sms.webhooks.deliveries(webhook.id, { status: 'delivered' })) {
          if (one.message === message) return one.id;
        }
        throw new Error('It is not listed.');
      },
      { timeout: 10_000 },
    );

    expect((await sms.messages.deliveries(message).page()).items).toMatchObject([{ id: delivered }]);
    expect(await sms.webhooks.redeliver(webhook.id, delivered)).toMatchObject({ id: delivered, status: 'pending' });
    const since = '2026-01-01T00:00:00.000Z';
    expect(await sms.webhooks.redeliverFailed(webhook.id, { since })).toMatchObject({ since });
  });

  test('are deleted', inTurn, async () => {
    expect(await sms.webhooks.delete(webhook.id)).toMatchObject({ id: webhook.id });
    await expect(sms.webhooks.get(webhook.id)).rejects.toBeInstanceOf(NotFoundError);
  });
});

test.concurrent('the account, a number, and that the API is there', async () => {
  expect(await sms.account.get()).toMatchObject({ gateway: { available: true } });
  expect(await sms.numbers.normalize('079 123 45 67')).toMatchObject({ number: '+41791234567', problem: null });
  expect(await sms.health()).toEqual({ status: 'ok' });
});

test.concurrent('what is refused says why, and by which request', async () => {
  const invalid = await sms.messages.send({ to: '+41791234567', text: '' }).catch((error: unknown) => error);

  expect(invalid).toBeInstanceOf(InvalidRequestError);
  expect(invalid).toMatchObject({ requestId: expect.any(String), problem: { errors: [{ pointer: '/text' }] } });
  await expect(sms.account.get({ apiKey: 'textgate_wrong' })).rejects.toBeInstanceOf(UnauthenticatedError);
});
