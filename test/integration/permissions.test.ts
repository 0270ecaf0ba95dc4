import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';

import type { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createLogin } from '../../functions/accounts/create-login.ts';
import { directCalls } from '../../functions/messages/jobs.ts';
import { deliverMillis, deliverRoundMillis, sweepMillis } from '../../functions/messages/time-budget.ts';
import { inFlightMillis } from '../../functions/messages/timing.ts';
import { attributesOf } from '../../functions/store/attributes.ts';
import { createCreditStore } from '../../functions/store/credits.ts';
import { createDeliveries } from '../../functions/store/deliveries.ts';
import { toDeliveryRecord } from '../../functions/store/delivery-item.ts';
import { createLanes } from '../../functions/store/lanes.ts';
import { createLoginStore } from '../../functions/store/logins.ts';
import { toItem } from '../../functions/store/message-item.ts';
import { createWebhooks } from '../../functions/store/webhooks.ts';
import { createUpstreamClient } from '../../functions/upstream/client.ts';
import type { Delivery } from '../../functions/webhooks/delivery.ts';
import { newWebhookId } from '../../functions/webhooks/ids.ts';
import { encodeCall } from '../../functions/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../functions/xmlrpc/value.ts';
import { CREDENTIALS, REGION } from '../../infra/local/aws-environment.ts';
import { demoAccount } from '../../infra/local/simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../infra/local/simulator/server.ts';
import { allows, BASE, grantsOf } from '../infra/function-grants.ts';
import { aContext, anEvent } from '../support/clients/api-events.ts';
import { type Receiver, startReceiver } from '../support/clients/receiver.ts';
import { aMessage, swissMobiles } from '../support/model/messages.ts';
import { aDelivery, aWebhook } from '../support/model/webhooks.ts';
import { logLines } from '../support/runner/log-lines.ts';
import { inAnHour } from '../support/runner/times.ts';
import { type Request, startContainers } from '../support/stack/containers.ts';
import { type EmulatedCloud, emulatedCloud } from '../support/stack/emulated-cloud.ts';
import { forbiddenTo } from '../support/stack/forbidden-calls.ts';
import { recordCalls } from '../support/stack/recorded-calls.ts';
import { synthesized } from '../support/stack/synthesized.ts';

logLines();

const emulatorUrl = inject('emulatorUrl');
const templates = synthesized();

let cloud: EmulatedCloud;
let simulator: Simulator;
let receiver: Receiver;
let calls: Awaited<ReturnType<typeof recordCalls>>;
let environment: Record<string, string>;
let request: Request;
let door: typeof import('../../functions/xmlrpc-door/endpoint.ts');
let lifecycle: typeof import('../../functions/events/publish-lifecycle.ts');
let requested: typeof import('../../functions/events/send-requested.ts');
let sweep: typeof import('../../functions/events/sweep-statuses.ts');
let deliverer: typeof import('../../functions/events/deliver-webhooks.ts');
/** What the policies call that which a call names. */
let names: ReadonlyMap<string, string>;
let plain: Awaited<ReturnType<EmulatedCloud['newTenant']>>;
let metered: Awaited<ReturnType<EmulatedCloud['newTenant']>>;

beforeAll(async () => {
  simulator = await startSimulator();
  receiver = await startReceiver();
  cloud = await emulatedCloud(emulatorUrl);
  calls = await recordCalls(emulatorUrl);
  const client = { endpoint: emulatorUrl, region: REGION, credentials: CREDENTIALS };
  const bus = `bus-${cloud.tables.messages}`;
  await new EventBridgeClient(client).send(new CreateEventBusCommand({ Name: bus }));
  const sqs = new SQSClient(client);
  const newQueue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    // The SDK calls the host that the URL names.
    return new URL(new URL(QueueUrl).pathname, calls.url).href;
  };
  const queue = await newQueue(`${cloud.tables.messages}.fifo`, { FifoQueue: 'true' });
  const deadLetters = await newQueue(cloud.tables.messages);
  const requests = await newQueue(`${cloud.tables.messages}-requests`);
  const rounds = await newQueue(`${cloud.tables.deliveries}.fifo`, { FifoQueue: 'true' });
  environment = cloud.environment(simulator.url, {
    AWS_ENDPOINT_URL: calls.url,
    EVENT_BUS: bus,
    FOLLOW_UP_QUEUE_URL: queue,
    DEAD_LETTERS_URL: deadLetters,
    REQUEST_QUEUE_URL: requests,
    DELIVERIES_TABLE: cloud.tables.deliveries,
    DELIVERY_QUEUE_URL: rounds,
    WEBHOOK_DELIVERERS: '1',
    MAX_RECEIVES: '5',
    SWEEP_INTERVAL_MINUTES: '1',
    SWEEP_HELPERS: '1',
    CREDITS_THRESHOLD: '10',
    DEFAULT_MESSAGES_PER_DAY: '1000',
  });
  await coldStart();
  names = new Map([
    [cloud.tables.messages, 'messages'],
    ...['byAccount', 'byReference', 'byRecipient', 'byFailure', 'open'].map(
      (index) => [`${cloud.tables.messages}/index/${index}`, `messages/${index}`] as const,
    ),
    [cloud.tables.accounts, 'accounts'],
    [cloud.tables.deliveries, 'deliveries'],
    ...['due', 'byState', 'byMessage'].map(
      (index) => [`${cloud.tables.deliveries}/index/${index}`, `deliveries/${index}`] as const,
    ),
    [environment['GATEWAY_SECRET_ARN'] ?? '', 'gateway credentials'],
    [bus, 'bus'],
    [queue, 'follow-ups'],
    [deadLetters, 'lifecycle dead letters'],
    [requests, 'requests'],
    [rounds, 'rounds'],
  ]);
  plain = await cloud.newTenant();
  metered = await cloud.newTenant();
  const entry = { id: 'first', note: 'first', now: new Date() };
  await createCreditStore(cloud.dynamodb, cloud.tables.accounts).add(metered.account.id, 1000, entry);
});
afterAll(async () => {
  await calls.close();
  await simulator.close();
  await receiver.stop();
});

/** Fresh containers, which have read nothing yet. */
const coldStart = async () => {
  request = await startContainers(environment);
  door = await import('../../functions/xmlrpc-door/endpoint.ts');
  lifecycle = await import('../../functions/events/publish-lifecycle.ts');
  requested = await import('../../functions/events/send-requested.ts');
  sweep = await import('../../functions/events/sweep-statuses.ts');
  deliverer = await import('../../functions/events/deliver-webhooks.ts');
};

const to = '+41791234567';
/** More than one call to the upstream takes. */
const many = swissMobiles(101);
/** More than a request waits for. */
const inJobs = {
  text: 'Your code: {code}',
  recipients: swissMobiles(directCalls + 1).map((to, code) => ({ to, values: { code } })),
};

/** Deliveries that the deliverer is told of. */
let told: readonly Delivery[] = [];

/** Of a delivery. */
const givenUp = { name: 'failed', reason: 'attempts_exhausted' } as const;

const tenants = () => [plain, metered];

let sent: readonly { readonly id: string; readonly authorization: string }[] = [];

/** Sends for an account that is not metered and for one that is. */
const sendForBoth = async (json: object = {}): Promise<void> => {
  const sending = tenants().map(async ({ authorization }) => {
    const headers = { authorization };
    const { body } = await request('POST /v1/messages', { json: { to, text: 'Hello', ...json }, headers });
    return { id: body.messages[0].id, authorization };
  });
  sent = await Promise.all(sending);
};

const callDoor = async (method: string, ...params: XmlRpcValue[]) => {
  const body = encodeCall(method, params);
  const event = anEvent({ route: 'POST /api2/', body, headers: { 'content-type': 'text/xml' } });
  await door.handler({ ...event, routeKey: '$default' }, aContext());
};

/** What a person at the gateway's own site may do: messages that are cancelled there give their credits back here. */
const cancelAtUpstream = async () => {
  const client = createUpstreamClient({ url: simulator.url, credentials: async () => demoAccount });
  const ids = simulator.messages().map(({ id }) => id);
  await client.cancelMessage(ids);
};

/** One that hears of all there is. */
const addWebhook = async (account: string) => {
  const table = cloud.tables.accounts;
  const { change } = createWebhooks({ client: cloud.dynamodb, table, onUnreadable: () => {} });
  const events = ['message.*', 'send.rejected', 'credits.low'] as const;
  await change(account, (own) => [...own, aWebhook({ account, events })]);
};

/** Makes a function do all that it may have to do; what comes before and is not its own doing goes into `prepare`. */
interface Life {
  readonly template: Template;
  readonly prepare?: () => Promise<unknown>;
  readonly live: () => Promise<unknown>;
  /** What no call of its code shows here: what AWS does with its role, or what a table without an index would have it do. */
  readonly unseen?: (grant: string) => boolean;
}

const sendLife = async () => {
  const headers = { 'idempotency-key': 'again' };
  const json = { to: [to, '+41790000005'], text: 'Hello' };
  for (const { authorization } of tenants()) {
    await request('POST /v1/messages', { json, headers: { ...headers, authorization } });
    await request('POST /v1/messages', { json, headers: { ...headers, authorization } });
    await request('POST /v1/messages', { json: { ...json, to: many }, headers: { authorization } });
    await request('POST /v1/messages', { json: inJobs, headers: { authorization } });
  }
};

const lives: Record<string, Life> = {
  Send: { template: templates.api, live: sendLife },
  List: {
    template: templates.api,
    prepare: () => sendForBoth(),
    live: async () => {
      const filters: Record<string, string>[] = [{}, { reference: 'a' }, { to: '+41791234567' }, { status: 'failed' }];
      for (const query of filters) {
        await request('GET /v1/messages', { query, headers: { authorization: plain.authorization } });
      }
      await request('GET /v1/statistics', { headers: { authorization: plain.authorization } });
    },
  },
  Query: {
    template: templates.api,
    prepare: async () => {
      await sendForBoth({ scheduledAt: inAnHour() });
      await cancelAtUpstream();
    },
    live: async () => {
      for (const { id, authorization } of sent) {
        const query = { refresh: 'true' };
        await request('GET /v1/messages/{id}', { path: { id }, query, headers: { authorization } });
        await request('POST /v1/messages/query', { json: { ids: [id] }, headers: { authorization } });
      }
    },
  },
  Cancel: {
    template: templates.api,
    prepare: () => sendForBoth({ scheduledAt: inAnHour() }),
    live: async () => {
      for (const { id, authorization } of sent) {
        await request('POST /v1/messages/{id}/cancel', { path: { id }, headers: { authorization } });
      }
    },
  },
  Suppressions: {
    template: templates.api,
    prepare: () => sendForBoth({ scheduledAt: inAnHour() }),
    live: async () => {
      const path = { number: to };
      for (const { authorization } of sent) {
        const headers = { authorization };
        await request('PUT /v1/suppressions/{number}', { path, headers });
        await request('GET /v1/suppressions', { headers });
        await request('GET /v1/suppressions/{number}', { path, headers });
        await request('DELETE /v1/suppressions/{number}', { path, headers });
      }
    },
    unseen: (grant) => grant === 'dynamodb:Query messages/byAccount',
  },
  Webhooks: {
    template: templates.api,
    prepare: () => sendForBoth(),
    live: async () => {
      const { authorization, account } = plain;
      const headers = { authorization };
      const json = { url: simulator.url };
      const { body } = await request('POST /v1/webhooks', { json, headers });
      const path = { webhook: body.id };
      await request('GET /v1/webhooks', { headers });
      await request('POST /v1/webhooks/{webhook}/test', { path, headers });
      const failed = aDelivery({ webhook: body.id, account: account.id, state: givenUp });
      const Item = attributesOf(toDeliveryRecord(failed));
      await cloud.dynamodb.send(new PutItemCommand({ TableName: cloud.tables.deliveries, Item }));
      for (const query of [{}, { status: 'pending' }, { status: 'failed' }]) {
        await request('GET /v1/webhooks/{webhook}/deliveries', { path, query, headers });
      }
      const delivery = { ...path, delivery: failed.id };
      await request('POST /v1/webhooks/{webhook}/deliveries/{delivery}/redeliver', { path: delivery, headers });
      const since = { since: failed.createdAt };
      await request('POST /v1/webhooks/{webhook}/redeliver', { path, json: since, headers });
      const own = sent.find((message) => message.authorization === authorization);
      await request('GET /v1/messages/{id}/deliveries', { path: { id: own?.id ?? '' }, headers });
      await request('DELETE /v1/webhooks/{webhook}', { path, headers });
    },
  },
  Account: {
    template: templates.api,
    live: async () => {
      for (const { authorization } of tenants()) {
        await request('GET /v1/account', { headers: { authorization } });
        await request('GET /v1/key', { headers: { authorization } });
      }
    },
  },
  Numbers: {
    template: templates.api,
    live: () =>
      request('POST /v1/numbers/normalize', { json: { number: to }, headers: { authorization: plain.authorization } }),
  },
  Legacy: {
    template: templates.api,
    prepare: async () => {
      await sendForBoth();
      const store = createLoginStore(cloud.dynamodb, cloud.tables.accounts);
      for (const { account } of tenants()) {
        const wanted = { account: account.id, user: account.id, password: 'long enough' };
        await createLogin(store, wanted, { clock: Date.now });
      }
    },
    live: async () => {
      for (const { account } of tenants()) {
        const login = [account.id, 'long enough'] as const;
        await callDoor('auth', account.id, 'wrong');
        await callDoor('send_message', ...login, ['41791234567', '41790000005'], 'Hello', 'Shop');
        await callDoor('send_message', ...login, ['41791234567', '41790000005'], 'Hello', 'Shop');
        await callDoor('send_message', ...login, many, 'Hello');
        await callDoor(
          'get_status',
          ...login,
          sent.map(({ id }) => id),
        );
        await callDoor('get_credits', ...login);
      }
    },
  },
  PublishLifecycle: {
    template: templates.events,
    prepare: async () => {
      await addWebhook(metered.account.id);
      await createCreditStore(cloud.dynamodb, cloud.tables.accounts).setThreshold(metered.account.id, 2000);
    },
    live: () => {
      // Of now, or nobody would follow it up.
      const time = new Date().toISOString();
      const message = aMessage({ account: metered.account.id, charge: 1, createdAt: time, updatedAt: time });
      const images = [toItem(message, 90), { id: { S: 'none of ours' } }];
      const Records = images.map((NewImage, index) => ({ dynamodb: { SequenceNumber: String(index), NewImage } }));
      return lifecycle.handler({ Records }, aContext());
    },
    unseen: (grant) => /^dynamodb:\w+ (stream|"\*")$|^sqs:(?!SendMessage)\w+ lifecycle dead letters$/.test(grant),
  },
  SendRequested: {
    template: templates.events,
    prepare: () => addWebhook('acc_nobody'),
    live: async () => {
      const bodies = [...tenants().map(({ account }) => account.id), 'acc_nobody'].map((account, index) => {
        const detail = { account, to: many, text: 'Hello' };
        return JSON.stringify({ id: String(index), source: 'shop', 'detail-type': 'SMS Send Requested', detail });
      });
      const detail = { account: plain.account.id, ...inJobs };
      const large = JSON.stringify({ id: 'large', source: 'shop', 'detail-type': 'SMS Send Requested', detail });
      const receive = (...bodies: readonly string[]) => {
        const Records = bodies.map((body, index) => {
          const attributes = { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) };
          return { messageId: String(index), body, attributes };
        });
        // Of a record, the function reads these.
        return requested.handler({ Records } as Parameters<typeof requested.handler>[0], aContext());
      };
      await receive(...bodies, ...bodies, large);
      const attempt = randomUUID();
      await receive(JSON.stringify({ handOver: { attempt, ids: ['msg_0'], forgetsTaken: true, lateRecords: 'kept' } }));
    },
    unseen: (grant) => /^sqs:(?!SendMessage)\w+ requests$/.test(grant),
  },
  SweepStatuses: {
    template: templates.events,
    prepare: async () => {
      simulator.setFault({ fault: 'refuse', durationMs: 60_000 });
      await sendForBoth({ to: ['+41791234567', '+41790000005'] });
      const longAgo = new Date(Date.now() - 2 * inFlightMillis).toISOString();
      const cutOff = aMessage({ account: plain.account.id, call: 0, createdAt: longAgo, updatedAt: longAgo });
      const Item = toItem(cutOff, 90);
      await cloud.dynamodb.send(new PutItemCommand({ TableName: cloud.tables.messages, Item }));
    },
    live: async () => {
      // On the hour, when the gateway is asked for its credits.
      const time = new Date(Math.floor(Date.now() / 60_000) * 60_000 + 60_000).toISOString();
      // While the gateway is down, which is noted, and after it.
      await sweep.handler({ time }, aContext(sweepMillis));
      await simulator.clearFaults();
      await sweep.handler({ time }, aContext(sweepMillis));
      await sweep.handler({ Records: [] }, aContext(sweepMillis));
    },
    unseen: (grant) => /^sqs:(?!SendMessage)\w+ follow-ups$/.test(grant),
  },
  DeliverWebhooks: {
    template: templates.events,
    prepare: async () => {
      const account = plain.account.id;
      // Long enough ago for the first one's lane to go when all behind it has been delivered.
      const at = new Date(Date.now() - 3_600_000).toISOString();
      // One that has come up again, one that is down, and one that is gone.
      const made = ['/200', '/500', '/410'].map((path, index) =>
        aWebhook({ id: newWebhookId(new Date(index)), account, url: new URL(path, receiver.url).href, since: at }),
      );
      receiver.follow(({ path }) => ({ status: Number(path.slice(1)) }));
      const client = { client: cloud.dynamodb, onUnreadable: () => {} };
      const table = cloud.tables.deliveries;
      await createWebhooks({ ...client, table: cloud.tables.accounts }).change(account, () => made);
      const [up = '', ...others] = made.map(({ id }) => id);
      const state = { name: 'fresh', dueAt: at } as const;
      told = others.map((webhook) => aDelivery({ webhook, account, createdAt: at, state }));
      const waiting = aDelivery({
        webhook: up,
        account,
        createdAt: at,
        state: { name: 'waiting', dueAt: at, tries: 1 },
      });
      await createDeliveries({ ...client, table, onFailure: () => {} }).add([...told, waiting]);
      const lane = { webhook: up, account, failures: 1, failingSince: at, joinedAt: at, dueAt: at, mark: 'mark' };
      await createLanes({ ...client, table }).put(lane, undefined);
    },
    live: async () => {
      const body = JSON.stringify({ deliveries: told.map(({ webhook, id, account }) => ({ webhook, id, account })) });
      const Records = [{ body, attributes: { MessageGroupId: 'deliver-0' } }];
      // It begins calls for a second: one that failed is to be made again later, by another round.
      const time = deliverMillis - deliverRoundMillis + 1_000;
      await deliverer.handler({ Records } as Parameters<typeof deliverer.handler>[0], aContext(time));
    },
    unseen: (grant) => /^sqs:(?!SendMessage)\w+ rounds$/.test(grant),
  },
};

describe.each(Object.entries(lives))('the function %s', (name, { template, prepare, live, unseen = () => false }) => {
  const grants = grantsOf(template, name);
  const forbidden = forbiddenTo(name);

  test('invariant 14: may make exactly the calls that it makes', async () => {
    await simulator.reset();
    await prepare?.();
    await coldStart();
    calls.take();

    await live();

    const made = calls.take().map((call) => ({ ...call, resource: names.get(call.resource) ?? call.resource }));
    expect(made).not.toEqual([]);
    expect(made.filter((call) => !allows(grants, call))).toEqual([]);
    const own = grants.filter((grant) => !BASE.includes(grant) && !unseen(grant));
    expect(own.filter((grant) => !made.some((call) => allows([grant], call)))).toEqual([]);
  });

  test(`invariant 14: may make none of ${forbidden.length} others`, () => {
    expect(forbidden.length).toBeGreaterThanOrEqual(20);
    expect(forbidden.filter((call) => allows(grants, call))).toEqual([]);
  });
});

test('invariant 15: a dry run asks AWS for nothing but reads, and the gateway for nothing', async () => {
  await simulator.reset();
  await coldStart();
  calls.take();

  for (const { authorization } of tenants()) {
    const answer = await request('POST /v1/messages', {
      json: { to: [to, 'nobody'], text: 'Hello' },
      query: { dryRun: 'true' },
      headers: { authorization, 'idempotency-key': 'dry' },
    });
    expect(answer).toMatchObject({ status: 200, body: { recipients: [{ verdict: 'send' }, {}] } });
  }

  const actions = new Set(calls.take().map(({ action, resource }) => `${action} ${names.get(resource) ?? resource}`));
  expect([...actions].sort()).toEqual(['dynamodb:BatchGetItem accounts', 'dynamodb:GetItem accounts']);
  expect(simulator.requests().methods).toEqual({});
});

test.each(['Openapi', 'Console', 'Health'])('invariant 14: the function %s may do nothing but log', (name) => {
  expect(grantsOf(templates.api, name)).toEqual([...BASE].sort());
});
