import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import { apiClient } from '../support/clients/api-client.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { inAnHour } from '../support/runner/times.ts';
import { type Subscription, subscribe } from '../support/stack/event-subscription.ts';

const stack = inject('stack');
const { account, requestQueueUrl } = stack;
const request = apiClient(stack.url, stack.apiKey);
const simulator = simulatorControl(stack.simulatorControlUrl);
const client = { endpoint: stack.emulatorUrl, region: stack.region, credentials: CREDENTIALS };
const eventBridge = new EventBridgeClient(client);
const sqs = new SQSClient(client);

/** A Swiss mobile number that no other test sends to. */
const aNumber = (): string => `+4176${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;

/** Sends one message over HTTPS. */
const send = async (json: object): Promise<{ id: string; status: string }> => {
  const { body } = await request('POST /v1/messages', { json: { text: 'Hello', ...json } });
  return body.messages[0];
};

/** Asks for a message as any application on the bus may. Gives the event's id. */
const requestByEvent = async (detail: object): Promise<string | undefined> => {
  const entry = { EventBusName: stack.eventBusName, Source: 'shop', DetailType: 'SMS Send Requested' };
  const put = new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] });
  const { Entries = [] } = await eventBridge.send(put);
  return Entries[0]?.EventId;
};

let subscription: Subscription;

/** The event that tells of a message's status, once it is there. */
const told = (id: string, status: string, withinMillis?: number) =>
  subscription.first(({ detail }) => detail.id === id && detail.status === status, withinMillis);

let sentInOutage: { id: string; status: string }[];
let numberInOutage: string;

/** A number for which the gateway is not there, once. */
const unreachable = async (): Promise<string> => {
  const to = aNumber();
  await simulator.setFault({ fault: 'http_404', to, times: 1 });
  return to;
};

beforeAll(async () => {
  subscription = await subscribe(stack, 'events-test');

  // At first, and looked at in the end: what waits for the gateway waits for the next scheduled sweep.
  const numbers = await Promise.all([unreachable(), unreachable()]);
  sentInOutage = await Promise.all(numbers.map((to) => send({ to })));
  numberInOutage = await unreachable();
  await requestByEvent({ account, to: numberInOutage, text: 'Hello' });
});
afterAll(async () => {
  await subscription.stop();
  eventBridge.destroy();
  sqs.destroy();
});

// Most of the time of each is spent waiting for a sweep.
describe.concurrent('a message sent over HTTPS', () => {
  test('is delivered, and every step of it is told in order, without anybody asking', async () => {
    const to = aNumber();
    const { id } = await send({ to, reference: 'order-1', metadata: { shop: 'north' } });

    await told(id, 'delivered');

    const details = subscription.of(id).map(({ detail }) => detail);
    const statuses = details.map(({ status }) => status);
    const versions = details.map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(details.map(({ previousStatus }) => previousStatus)).toEqual([null, ...statuses.slice(0, -1)]);
    expect([statuses[0], statuses.at(-1)]).toEqual(['submitting', 'delivered']);
    expect(details[0]).toMatchObject({ account, to, reference: 'order-1', metadata: { shop: 'north' }, reason: null });
  });

  test('for later is cancelled, and that is told', async () => {
    const scheduledAt = inAnHour();
    const { id } = await send({ to: aNumber(), scheduledAt });

    await request(`POST /v1/messages/${id}/cancel`);

    await told(id, 'canceled');
    expect(subscription.of(id).map(({ detail }) => detail.status)).toEqual(['submitting', 'scheduled', 'canceled']);
  });

  test('that cannot be delivered is told as failed, with the reason', async () => {
    const { id } = await send({ to: '+41790000014' });

    const { detail } = await told(id, 'failed');

    expect(detail.reason).toEqual({ code: 'delivery_message_error', text: expect.stringContaining('failed') });
  });
});

// Concurrent with the others: it waits for the next look at fresh messages, which comes every eight seconds.
describe.concurrent('a message that somebody fails by hand, on the page with the phones', () => {
  test('is told as failed within seconds, with the reason that was chosen there', async () => {
    const text = randomUUID();
    const { id } = await send({ to: '+41790000013', text });
    const onPhone = (await simulator.messages('+41790000013')).find((message) => message.text === text);

    await simulator.decide(onPhone?.id ?? '', { outcome: 'fail', statusCode: 5 });

    const { detail } = await told(id, 'failed', 30_000);
    expect(detail.reason.code).toBe('delivery_routing_error');
    expect((await request(`GET /v1/messages/${id}`)).body).toMatchObject({
      status: 'failed',
      gatewayId: onPhone?.id,
    });
  });
});

describe.concurrent('an event from another source', () => {
  test('sends a message', async () => {
    const to = aNumber();

    await requestByEvent({ account, to, text: 'By event', reference: 'order-2' });

    const { detail } = await subscription.first(
      (event) => event.detail.to === to && event.detail.status === 'delivered',
    );
    expect(detail).toMatchObject({ account, reference: 'order-2' });
    expect(await simulator.messages(to)).toMatchObject([{ text: 'By event' }]);
  });

  test('that comes twice sends once', async () => {
    const to = aNumber();
    const event = { id: randomUUID(), source: 'shop', detail: { account, to, text: 'Once' } };
    const come = () =>
      sqs.send(new SendMessageCommand({ QueueUrl: requestQueueUrl, MessageBody: JSON.stringify(event) }));
    await come();
    await subscription.first(({ detail }) => detail.to === to && detail.status === 'queued');

    await come();

    await vi.waitFor(async () => expect(await requestsWaiting()).toBe(0), { timeout: 20_000, interval: 200 });
    expect(await simulator.messages(to)).toMatchObject([{ text: 'Once' }]);
  });

  test('shares its idempotency key with the HTTPS API', async () => {
    const to = aNumber();
    const json = { to, text: 'Once', reference: `order-${randomUUID()}` };
    const headers = { 'idempotency-key': randomUUID() };
    const detail = { ...json, account, idempotencyKey: headers['idempotency-key'] };
    await requestByEvent(detail);
    await subscription.first(({ detail }) => detail.to === to && detail.status === 'queued');

    await requestByEvent(detail);
    const { body, headers: answered } = await request('POST /v1/messages', { json, headers });
    const id = await requestByEvent({ ...detail, text: 'Another' });

    expect(body.messages).toMatchObject([{ to, reference: json.reference }]);
    expect(answered.get('idempotent-replayed')).toBe('true');
    const { detail: rejected } = await subscription.first(({ detail }) => detail.request?.id === id);
    expect(rejected.problem.type).toBe('urn:textgate:problem:idempotency-key-reused');
    expect(await simulator.messages(to)).toMatchObject([{ text: 'Once' }]);
  });

  test('that asks for what cannot be sent is answered with the problem', async () => {
    const id = await requestByEvent({ account, to: '+33', text: 'Hello', reference: 'order-3' });

    const { detail, ...event } = await subscription.first(({ detail }) => detail.request?.id === id);

    expect(event['detail-type']).toBe('SMS Send Rejected');
    expect(detail).toMatchObject({
      account,
      reference: 'order-3',
      request: { id, source: 'shop' },
      problem: { type: 'urn:textgate:problem:invalid-request', errors: [{ pointer: '/to' }] },
    });
  });
});

/** Requests in the queue, those at work included. */
const requestsWaiting = async (): Promise<number> => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const asked = new GetQueueAttributesCommand({ QueueUrl: requestQueueUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await sqs.send(asked);
  return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
};

/** After which the simulated gateway delivers; sooner, where another test moves its clock. */
const deliveryMillis = 4_000;

test.concurrent('fresh news comes within ten seconds of the change at the gateway, at the median', async () => {
  const messages: { id: string; sentAt: number }[] = [];
  for (let count = 0; count < 20; count += 1) {
    const sentAt = Date.now();
    const { id } = await send({ to: aNumber() });
    messages.push({ id, sentAt });
    await sleep(500);
  }

  const lags = await Promise.all(
    messages.map(async ({ id, sentAt }) => {
      const { receivedAt } = await told(id, 'delivered');
      return receivedAt.getTime() - (sentAt + deliveryMillis);
    }),
  );

  const median = lags.toSorted((a, b) => a - b)[lags.length / 2];
  expect(median).toBeLessThanOrEqual(10_000);
});

test.concurrent('nothing of what is sent while the gateway is down is lost', { timeout: 150_000 }, async () => {
  const withinMillis = 140_000;

  await Promise.all(sentInOutage.map(({ id }) => told(id, 'delivered', withinMillis)));
  await subscription.first(({ detail }) => detail.to === numberInOutage && detail.status === 'delivered', withinMillis);

  expect(sentInOutage.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
  for (const { id } of sentInOutage) {
    expect(subscription.of(id).map(({ detail }) => detail.status)).toEqual(
      expect.arrayContaining(['submitting', 'accepted', 'queued', 'delivered']),
    );
  }
  expect(await simulator.messages(numberInOutage)).toHaveLength(1);
});
