import { inspect } from 'node:util';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { createLogin } from '../../../functions/accounts/create-login.ts';
import { deliverMillis, deliverRoundMillis, sweepMillis } from '../../../functions/messages/time-budget.ts';
import { createDeliveries } from '../../../functions/store/deliveries.ts';
import { createLoginStore } from '../../../functions/store/logins.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { createWebhooks } from '../../../functions/store/webhooks.ts';
import { newWebhookId } from '../../../functions/webhooks/ids.ts';
import { encodeCall } from '../../../functions/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../../functions/xmlrpc/value.ts';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';
import { faultKinds } from '../../../infra/local/simulator/fault-kinds.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { aContext, anEvent } from '../../support/clients/api-events.ts';
import { aMessage } from '../../support/model/messages.ts';
import { aDelivery, aWebhook } from '../../support/model/webhooks.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { startContainers } from '../../support/stack/containers.ts';
import { type EmulatedCloud, emulatedCloud } from '../../support/stack/emulated-cloud.ts';

const logged = logLines();

const text = 'text-canary';
const to = '+41791230042';
const user = 'user-canary';
const password = 'password-canary';
const ownPassword = 'own-password-canary';
const secret = `whsec_${Buffer.from('secret-canary').toString('base64')}`;

/** Nobody listens there: neither a bus nor a queue takes anything. */
const down = 'http://127.0.0.1:1';

let cloud: EmulatedCloud;
let simulator: Simulator;
let account: string;
let environment: Record<string, string>;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ user, password }] });
  cloud = await emulatedCloud(inject('emulatorUrl'));
  await cloud.putSecret(JSON.stringify({ user, password }));
  account = (await cloud.newTenant()).account.id;
  const store = createLoginStore(cloud.dynamodb, cloud.tables.accounts);
  await createLogin(store, { account, user: 'shop', password: ownPassword }, { clock: Date.now });
  environment = cloud.environment(simulator.url, {
    EVENT_BUS: 'bus',
    FOLLOW_UP_QUEUE_URL: `${down}/queue.fifo`,
    DEAD_LETTERS_URL: `${down}/queue`,
    MAX_RECEIVES: '5',
    AWS_ENDPOINT_URL_EVENTBRIDGE: down,
    AWS_ENDPOINT_URL_SQS: down,
    SWEEP_INTERVAL_MINUTES: '1',
    SWEEP_HELPERS: '1',
    CREDITS_THRESHOLD: '10',
  });
});
afterAll(() => simulator.close());

let printed: unknown[][];
beforeEach(async () => {
  await simulator.reset();
  printed = [];
  // Metrics are printed.
  for (const name of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, name).mockImplementation((...line) => void printed.push(line));
  }
  return () => vi.restoreAllMocks();
});

const expectNoCanary = (...others: unknown[]) => {
  const said = JSON.stringify([...logged(), ...printed, ...others]);
  expect(said).not.toBe('[]');
  for (const canary of [text, to, to.slice(1), '0791230042', user, password, ownPassword, secret]) {
    expect(said).not.toContain(canary);
  }
};

const coldStart = async (changes: Record<string, string> = {}) => {
  await startContainers({ ...environment, ...changes });
  return {
    door: await import('../../../functions/xmlrpc-door/endpoint.ts'),
    lifecycle: await import('../../../functions/events/publish-lifecycle.ts'),
    requested: await import('../../../functions/events/send-requested.ts'),
    sweep: await import('../../../functions/events/sweep-statuses.ts'),
    deliverer: await import('../../../functions/events/deliver-webhooks.ts'),
  };
};

type Functions = Awaited<ReturnType<typeof coldStart>>;

const callDoor = ({ door }: Functions, method: string, ...params: XmlRpcValue[]) => {
  const event = anEvent({ route: 'POST /api2/', body: encodeCall(method, params) });
  const headers = { 'content-type': 'text/xml' };
  return door.handler({ ...event, headers, routeKey: '$default' }, aContext());
};

/** Posts what holds a number to a webhook whose receiver nobody is, as the deliverer's queue asks for it. */
const deliver = async ({ deliverer }: Functions) => {
  const webhook = aWebhook({
    id: newWebhookId(new Date()),
    account,
    url: `${down}/news`,
    secrets: [{ value: secret }],
  });
  const body = JSON.stringify({ data: { to, text } });
  const state = { name: 'fresh', dueAt: new Date().toISOString() } as const;
  const delivery = aDelivery({ webhook: webhook.id, account, body, createdAt: state.dueAt, state });
  const store = { client: cloud.dynamodb, onUnreadable: () => {}, onFailure: () => {} };
  await createWebhooks({ ...store, table: cloud.tables.accounts }).change(account, () => [webhook]);
  await createDeliveries({ ...store, table: cloud.tables.deliveries }).add([delivery]);
  const { id } = delivery;
  const told = JSON.stringify({ deliveries: [{ webhook: webhook.id, id, account }] });
  const Records = [{ body: told, attributes: { MessageGroupId: 'deliver-0' } }];
  const time = deliverMillis - deliverRoundMillis + 300;
  await deliverer.handler({ Records } as Parameters<typeof deliverer.handler>[0], aContext(time));
};

/** Asks the functions behind events and the door for all they do. Gives what failed: a good answer may name its caller's number. */
const askEverything = async (functions: Functions) => {
  const { lifecycle, requested, sweep } = functions;
  const bodies = [
    { account, to: [to, '+15005550006'], text },
    { account, to, text, sender: `${text} is too long` },
    { account: 'acc_nobody', to, text },
  ].map((detail, index) => ({ id: `${index}`, source: 'shop', 'detail-type': 'SMS Send Requested', detail }));
  const Records = [...bodies.map((body) => JSON.stringify(body)), `{"text": "${text}", "to": "${to}`].map(
    (body, index) => ({
      messageId: `${index}`,
      body,
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: `${Date.now()}` },
    }),
  );
  const NewImage = toItem(aMessage({ to, text }), 90);
  const stream = [NewImage, { id: NewImage['id'] ?? { S: '' }, text: { S: text }, to: { S: to } }].map(
    (image, index) => ({ dynamodb: { SequenceNumber: `${index}`, NewImage: image } }),
  );
  const login = ['shop', ownPassword] as const;
  const answers = await Promise.allSettled([
    requested.handler({ Records } as Parameters<typeof requested.handler>[0], aContext()),
    lifecycle.handler({ Records: stream }, aContext()),
    deliver(functions),
    callDoor(functions, 'send_message', ...login, [to.slice(1)], text, 'Shop'),
    callDoor(functions, 'send_message', ...login, [to.slice(1)], text, `${text} is too long`),
    callDoor(functions, 'send_message', 'shop', password, [to.slice(1)], text, 'Shop'),
    callDoor(functions, 'get_credits', ...login),
  ]);
  const swept = await Promise.allSettled([sweep.handler({ time: new Date().toISOString() }, aContext(sweepMillis))]);
  return [...answers, ...swept]
    .map((answer) => inspect(answer, { depth: null }))
    .filter((answer) => /rejected|<fault>/.test(answer));
};

/** A bus that takes events: one that does not is tried again for three seconds. */
const withBus = () => ({ AWS_ENDPOINT_URL_EVENTBRIDGE: inject('emulatorUrl'), EVENT_BUS: 'default' });

/** One that leaves doubt, one of the configuration, one that is said in words. */
const faults = ['reset_after_body', 'http_401', 'unknown_fault'] as const;

describe('invariant 12: password, number, text and a webhook’s secret are in no log line, metric or error of events and the door', () => {
  test('when all goes well but the bus and the queue', async () => {
    expectNoCanary(await askEverything(await coldStart()));
  });

  test.each(faults)('when the gateway answers with %s', async (fault) => {
    const functions = await coldStart(withBus());
    simulator.setFault({ fault, applied: faultKinds[fault].strikes === 'replaces' || undefined });

    expectNoCanary(await askEverything(functions));
  });

  test('when the gateway cannot be reached', async () => {
    const functions = await coldStart(withBus());
    simulator.setFault({ fault: 'refuse', durationMs: 60_000 });

    expectNoCanary(await askEverything(functions));
  });

  test('when the database cannot be reached', async () => {
    expectNoCanary(await askEverything(await coldStart({ ...withBus(), AWS_ENDPOINT_URL_DYNAMODB: down })));
  });
});

test('invariant 12: number and text are in no dead letter that the publisher writes', async () => {
  const client = { endpoint: inject('emulatorUrl'), region: REGION, credentials: CREDENTIALS };
  const sqs = new SQSClient(client);
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `dead-${cloud.tables.messages}` }));
  const changes = { DEAD_LETTERS_URL: QueueUrl, AWS_ENDPOINT_URL_SQS: inject('emulatorUrl') };
  const { lifecycle } = await coldStart(changes);
  const poison = { id: { S: 'msg_0' }, text: { S: text }, to: { S: to } };

  await lifecycle.handler({ Records: [{ dynamodb: { SequenceNumber: '7', NewImage: poison } }] }, aContext());

  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toMatchObject([{ Body: expect.stringContaining('"sequence":"7"') }]);
  expectNoCanary(Messages.map(({ Body = '' }) => Body));
});
