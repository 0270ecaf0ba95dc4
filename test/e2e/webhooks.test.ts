import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { createAccount } from '../../functions/accounts/create-account.ts';
import { createApiKey } from '../../functions/accounts/create-api-key.ts';
import { createAccountStore } from '../../functions/store/accounts.ts';
import { createCreditStore } from '../../functions/store/credits.ts';
import { CREDENTIALS } from '../../infra/local/aws-environment.ts';
import { type ApiClient, apiClient } from '../support/clients/api-client.ts';
import { type Arrival, type Receiver, startReceiver } from '../support/clients/receiver.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { type Subscription, subscribe } from '../support/stack/event-subscription.ts';

const stack = inject('stack');
const simulator = simulatorControl(stack.simulatorControlUrl);
const client = { endpoint: stack.emulatorUrl, region: stack.region, credentials: CREDENTIALS };
const eventBridge = new EventBridgeClient(client);

/** A Swiss mobile number that no other test sends to. */
const aNumber = (): string => `+4177${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;

interface Made {
  readonly id: string;
  readonly secret: string;
}

/** A delivery, as a list shows it. */
interface Listed {
  readonly id: string;
  readonly webhook: string;
}

let account: string;
let request: ApiClient;
let subscription: Subscription;
let receiver: Receiver;
let isClosed = true;
/** Hears of everything. */
let all: Made;
/** Fails the first attempt, and takes the second. */
let flaky: Made;
/** Fails as long as `isClosed`. */
let closed: Made;
/** Wants no more. */
let gone: Made;
/** The message that all of them are told of. */
let first: string;

/** A webhook at a path of the receiver. */
const make = async (path: string, events: readonly string[]): Promise<Made> => {
  const url = new URL(path, receiver.url).href;
  const { status, body } = await request('POST /v1/webhooks', { json: { url, events } });
  expect([status, body.url]).toEqual([201, url]);
  return body;
};

const send = async (): Promise<string> => {
  const { body } = await request('POST /v1/messages', { json: { to: aNumber(), text: 'Hello' } });
  return body.messages[0].id;
};

/** An account with credits for four messages, of which two are few; gives its key. Not by the admin command, which takes seconds. */
const shop = async (): Promise<string> => {
  const dynamodb = new DynamoDBClient(client);
  const store = createAccountStore(dynamodb, stack.tables.accounts);
  const { id } = await createAccount(store, { name: 'Shop' }, { clock: Date.now });
  account = id;
  const credits = createCreditStore(dynamodb, stack.tables.accounts);
  await credits.add(account, 4, { id: randomUUID(), note: 'first', now: new Date() });
  await credits.setThreshold(account, 3);
  const { key } = await createApiKey(store, { account, name: 'web' }, { clock: Date.now });
  dynamodb.destroy();
  return key;
};

beforeAll(async () => {
  receiver = await startReceiver({
    plan: ({ path }) => {
      if (path === '/gone') return { status: 410 };
      const fails = (path === '/flaky' && cameTo(path).length === 1) || (path === '/closed' && isClosed);
      return fails ? { status: 500, body: 'not now' } : { status: 204 };
    },
  });
  subscription = await subscribe(stack, 'webhooks-test');
  const apiKey = await shop();
  request = apiClient(stack.url, apiKey);
  [all, flaky, closed, gone] = await Promise.all([
    make('/all', ['message.*', 'send.rejected', 'credits.low']),
    make('/flaky', ['message.submitting']),
    make('/closed', ['message.submitting']),
    make('/gone', ['message.submitting']),
  ]);
  // At first: what fails waits for its second attempt.
  first = await send();
});
afterAll(async () => {
  await subscription?.stop();
  await receiver?.stop();
  eventBridge.destroy();
});

interface News {
  readonly type: string;
  readonly timestamp: string;
  // Tests look at what they expect to be there.
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own data
  readonly data: any;
}

/** What came to a path so far: an event has the same id at all of them. */
const cameTo = (path: string) => receiver.arrivals.filter((arrival) => arrival.path === path);

/** What an arrival tells. @throws WebhookVerificationError where the official library finds no good signature */
const verified = ({ headers, body }: Arrival, secret: string): News => {
  const given = Object.entries(headers).map(([name, value = '']) => [name, value]);
  return new Webhook(secret).verify(body, Object.fromEntries(given)) as News;
};

const arrived = (path: string, { secret }: Made) =>
  cameTo(path).map((arrival) => ({ ...arrival, news: verified(arrival, secret) }));

/** What is looked for, once it is as expected: at the latest after the deliverer's schedule has called it. */
const soon = (look: () => unknown) => vi.waitFor(look, { timeout: 90_000, interval: 100 });

const deliveriesOf = async ({ id }: Made) => (await request(`GET /v1/webhooks/${id}/deliveries`)).body.deliveries;

test('each change of a message is posted, signed, and listed by its webhook and by the message', async () => {
  await simulator.setClock({ advanceSeconds: 10 });
  await request(`GET /v1/messages/${first}?refresh=true`);

  // In their order, which they need not come in; without a gap when each names the status of the one before.
  const come = () =>
    arrived('/all', all)
      .filter(({ news }) => news.data.id === first)
      .toSorted((one, other) => one.news.data.version - other.news.data.version);
  await soon(() => {
    const details = come().map(({ news }) => news.data);
    expect(details.at(-1)?.status).toBe('delivered');
    expect(details.map(({ previousStatus }) => previousStatus)).toEqual([
      null,
      ...details.slice(0, -1).map(({ status }) => status),
    ]);
  });

  const told = come();
  expect(told.map(({ news }) => news.type)).toEqual(told.map(({ news }) => `message.${news.data.status}`));
  expect(told.map(({ news }) => news.timestamp)).toEqual(told.map(({ news }) => news.data.occurredAt));
  const ids = told.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  await soon(async () => {
    const listed = await deliveriesOf(all);
    expect(listed).toEqual(
      expect.arrayContaining(ids.map((id) => expect.objectContaining({ id, message: first, status: 'delivered' }))),
    );
  });
  const { body } = await request(`GET /v1/messages/${first}/deliveries`);
  const listedFor = ({ id }: Made): readonly string[] =>
    body.deliveries.filter(({ webhook }: Listed) => webhook === id).map((delivery: Listed) => delivery.id);
  expect(listedFor(all)).toEqual(ids.toSorted().reverse());
  expect([flaky, closed, gone].map(listedFor)).toEqual([[ids[0]], [ids[0]], [ids[0]]]);
});

test('a request by an event that cannot be met is posted', async () => {
  const Detail = JSON.stringify({ account, to: '+33', text: 'Hello', reference: 'order-3' });
  const entry = { EventBusName: stack.eventBusName, Source: 'shop', DetailType: 'SMS Send Requested', Detail };

  const { Entries = [] } = await eventBridge.send(new PutEventsCommand({ Entries: [entry] }));

  const come = () => arrived('/all', all).filter(({ news }) => news.type === 'send.rejected');
  await soon(() => expect(come()).toHaveLength(1));
  expect(come()[0]?.news.data).toMatchObject({ reference: 'order-3', request: { id: Entries[0]?.EventId } });
});

test('few credits are posted once', async () => {
  await send();
  const last = await send();

  const come = (type: string) => arrived('/all', all).filter(({ news }) => news.type === type);
  await soon(() => expect(come('message.queued').map(({ news }) => news.data.id)).toContain(last));
  await soon(() => expect(come('credits.low')).toHaveLength(1));
  const [low] = come('credits.low');
  expect(low?.news.data).toMatchObject({ account, threshold: 3 });
  // As many as there are when it is told, which may be after the second.
  expect([2, 1]).toContain(low?.news.data.credits);
});

test('a test is answered with what the receiver said, and is signed with both secrets after a change', async () => {
  const rotated = await request(`POST /v1/webhooks/${all.id}/rotate-secret`);

  const { body } = await request(`POST /v1/webhooks/${all.id}/test`);

  expect(body).toMatchObject({ delivered: true, attempt: { status: 204, error: null, answer: null } });
  expect(rotated.body.secret).not.toBe(all.secret);
  const [arrival] = cameTo('/all').filter(({ id }) => id === body.id);
  for (const { secret } of [all, rotated.body]) {
    expect(arrival && verified(arrival, secret)).toMatchObject({ type: 'test', data: { webhook: all.id } });
  }
});

test('what waits for a webhook fails when that is disabled, and is redelivered when it is enabled again', async () => {
  const change = (enabled: boolean) => request(`PATCH /v1/webhooks/${closed.id}`, { json: { enabled } });
  const redeliver = () =>
    request(`POST /v1/webhooks/${closed.id}/redeliver`, { json: { since: '2020-01-01T00:00:00Z' } });
  const isNow = (expected: object) =>
    soon(async () => expect((await deliveriesOf(closed)).at(-1)).toMatchObject({ message: first, ...expected }));
  const attempt = { status: 500, error: 'HTTP 500.', answer: 'not now' };
  await isNow({ status: 'pending', attempts: [attempt] });

  const disabled = await change(false);
  await isNow({ status: 'failed', reason: 'webhook_disabled' });
  const refused = await redeliver();
  isClosed = false;
  await change(true);
  const { status } = await redeliver();

  await isNow({ status: 'delivered', reason: null, attempts: [attempt, { status: 204, error: null }] });
  expect(disabled.body).toMatchObject({ enabled: false, disabled: { reason: 'requested' } });
  expect([refused.status, status]).toEqual([409, 202]);
  const come = arrived('/closed', closed).filter(({ news }) => news.data.id === first);
  expect(new Set(come.map(({ id }) => id)).size).toBe(1);
});

test('a webhook whose receiver answers 410 is disabled, and that is told on the bus', async () => {
  const { detail, ...event } = await subscription.first(({ detail }) => detail.webhook === gone.id);

  expect(event['detail-type']).toBe('SMS Webhook Disabled');
  expect(detail).toMatchObject({ account, reason: 'gone' });
  const { body } = await request(`GET /v1/webhooks/${gone.id}`);
  expect(body).toMatchObject({ enabled: false, disabled: { reason: 'gone' } });
  expect(arrived('/gone', gone)).toHaveLength(1);
});

test('an attempt that failed is made again after five seconds, with the same id', async () => {
  const come = () => arrived('/flaky', flaky).filter(({ news }) => news.data.id === first);
  await soon(() => expect(come()).toHaveLength(2));

  const [before, after] = come();
  expect([after?.id, after?.body]).toEqual([before?.id, before?.body]);
  expect((after?.at ?? 0) - (before?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
});

test('a webhook that is deleted is told nothing more, and is not found', async () => {
  const { status } = await request(`DELETE /v1/webhooks/${flaky.id}`);

  const id = await send();

  await soon(() => expect(arrived('/closed', closed).map(({ news }) => news.data.id)).toContain(id));
  const { body } = await request(`GET /v1/messages/${id}/deliveries`);
  expect(body.deliveries.map(({ webhook }: Listed) => webhook)).not.toContain(flaky.id);
  const answers = await Promise.all(['', '/deliveries'].map((rest) => request(`GET /v1/webhooks/${flaky.id}${rest}`)));
  expect([status, ...answers.map((answer) => answer.status)]).toEqual([200, 404, 404]);
});
