import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CREDENTIALS, REGION } from '../../infra/local/aws-environment.ts';
import { type Deployment, deploy } from '../../infra/local/deploy.ts';
import { type Emulator, startEmulator } from '../../infra/local/emulator.ts';
import { type Front, startFront } from '../../infra/local/front.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { demoAccount } from '../../infra/local/simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../infra/local/simulator/server.ts';
import { inAnHour } from '../support/runner/times.ts';
import { adminOf } from '../support/stack/admin.ts';
import { type Access, type Application, applicationWith, eventually, idsIn } from '../support/stack/application.ts';
import { type Subscription, subscribe } from '../support/stack/event-subscription.ts';
import { deployRelease, type Release } from '../support/stack/released.ts';

/** Those that are sent to under the last version. */
const FINISHED = ['+41791110001', '+41791110002'];
const OPEN = ['+41791110003', '+41791110004'];
const OPEN_BY_XML_RPC = '+41791110005';
const OPEN_BY_EVENT = '+41791110006';
const SCHEDULED = '+41791110007';
/** The simulator fails what goes to it. */
const UNDELIVERABLE = '+41790000005';
const HALF_DONE = ['+41791110008', '+41791110009', '+41791110010'];

const finishedRequest = { json: { to: FINISHED, text: 'Hello' }, headers: { 'idempotency-key': 'finished' } };
const halfDoneRequest = { json: { to: HALF_DONE, text: 'Hello' }, headers: { 'idempotency-key': 'half-done' } };
const EVENT_ID = '11111111-2222-3333-4444-555555555555';

let folder: string;
let simulator: Simulator;
let emulator: Emulator;
let release: Release;
let front: Front;
let subscription: Subscription;
let access: Access;
let application: Application;
let before: Awaited<ReturnType<typeof useRelease>>;
let upgraded: Deployment;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-upgrade-'));
  const ports = await freePorts();
  simulator = await startSimulator({ port: ports.simulator });
  emulator = await startEmulator({ port: ports.emulator, progress: () => {} });
  const { url: emulatorUrl } = emulator;

  release = await deployRelease({ emulatorUrl, gatewayUrl: simulator.url, folder });
  const { ApiUrl: apiUrl, XmlRpcUrl: xmlRpcUrl } = release.outputs['textgate-dev-api'];
  front = await startFront({ port: ports.front, emulatorUrl, apiUrl, xmlRpcUrl });
  const { EventBusName: eventBusName } = release.outputs['textgate-dev-events'];
  subscription = await subscribe({ emulatorUrl, region: REGION, eventBusName }, 'upgrade-test');
  access = await firstAccount();
  application = applicationWith(access);
  before = await useRelease();

  upgraded = await deploy({ emulatorUrl, gatewayUrl: simulator.url, progress: () => {} });
});
afterAll(async () => {
  application?.stop();
  await subscription?.stop();
  await front?.stop();
  await emulator?.stop();
  await simulator?.close();
  await rm(folder, { recursive: true, force: true });
});

const aws = () => ({ endpoint: emulator.url, region: REGION, credentials: CREDENTIALS });

/** Fills the secret, and makes an account with credits, a key and a login, with the last version's own command. */
const firstAccount = async (): Promise<Access> => {
  const { 'textgate-dev-data': data, 'textgate-dev-events': events } = release.outputs;
  const { user, password: secret } = demoAccount;
  const SecretString = JSON.stringify({ user, password: secret });
  await new SecretsManagerClient(aws()).send(
    new PutSecretValueCommand({ SecretId: data.GatewaySecretArn, SecretString }),
  );
  const admin = adminOf(emulator.url, release.admin);
  const { id: account } = await admin('account create --name Shop');
  await admin(`credits add ${account} --amount 100 --note first`);
  const { key: apiKey } = await admin(`key create --account ${account} --name web`);
  const { password } = await admin(`login create --account ${account} --user shop`);
  const { MessagesTableName: messagesTable } = data;
  const { RequestQueueUrl: requestQueueUrl } = events;
  const { url } = front;
  const emulatorUrl = emulator.url;
  return { url, account, apiKey, user: 'shop', password, emulatorUrl, requestQueueUrl, messagesTable };
};

/** Leaves in the last version what an upgrade must not lose, and answers with what was known of it. */
const useRelease = async () => {
  const finished = await application.send(finishedRequest);
  for (const id of finished) await told(id, 'delivered');
  const failed = await application.send({ json: { to: UNDELIVERABLE, text: 'Hello', reference: 'order-4711' } });
  for (const id of failed) await told(id, 'failed');
  // What is sent from here on stays on its way until the upgrade is over.
  simulator.setClock({ speed: 0 });
  const open = await application.send({ json: { to: OPEN, text: 'Hello' } });
  open.push(await application.sendByXmlRpc(OPEN_BY_XML_RPC));
  await application.sendByEvent(EVENT_ID, OPEN_BY_EVENT);
  open.push(...(await application.idsTo(OPEN_BY_EVENT)));
  const scheduled = await application.send({ json: { to: SCHEDULED, text: 'Hello', scheduledAt: inAnHour() } });
  const { body: firstPage } = await application.request('GET /v1/messages?limit=2');
  const halfDone = await application.leaveHalfDone(halfDoneRequest, HALF_DONE, simulator);
  const list = await application.list();
  const credits = await adminOf(emulator.url, release.admin)(`credits show ${access.account}`);
  return { finished, failed, open, scheduled, firstPage, halfDone, list, credits };
};

const told = (id: string, status: string) =>
  subscription.first(({ detail }) => detail.id === id && detail.status === status, 60_000);

/** Runs the sweeper now, on an event as its schedule or its queue gives. @throws Error with what it failed of */
const sweep = async (event: unknown): Promise<void> => {
  const { StackResources = [] } = await new CloudFormationClient(aws()).send(
    new DescribeStackResourcesCommand({ StackName: 'textgate-dev-events' }),
  );
  const sweeper = StackResources.find(
    ({ ResourceType, LogicalResourceId }) =>
      ResourceType === 'AWS::Lambda::Function' && LogicalResourceId?.includes('SweepStatuses'),
  );
  // The one call to Lambda that the tests make: it is not worth a client.
  const url = `${emulator.url}/2015-03-31/functions/${sweeper?.PhysicalResourceId}/invocations`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
  const failure = response.headers.get('x-amz-function-error');
  if (!response.ok || failure !== null) throw new Error(`${response.status} ${failure}: ${await response.text()}`);
};

test('tables, credentials, queue, bus and addresses are those that were there before', () => {
  const { 'textgate-dev-data': data, 'textgate-dev-api': api, 'textgate-dev-events': events } = release.outputs;

  expect(upgraded).toMatchObject({
    apiUrl: api.ApiUrl,
    xmlRpcUrl: api.XmlRpcUrl,
    messagesTable: data.MessagesTableName,
    accountsTable: data.AccountsTableName,
    gatewaySecretArn: data.GatewaySecretArn,
    eventBusName: events.EventBusName,
    requestQueueUrl: events.RequestQueueUrl,
  });
});

test('no record is lost, and none that was final has changed', async () => {
  const now = await application.list();

  expect([...now.keys()]).toEqual([...before.list.keys()]);
  // A later version may tell more of one.
  for (const id of before.finished) expect(now.get(id)).toEqual(expect.objectContaining(before.list.get(id)));
  for (const [id, { to }] of before.list) {
    expect(await application.request(`GET /v1/messages/${id}`)).toMatchObject({ status: 200, body: { id, to } });
  }
});

test('the account has the credits that it had', async () => {
  expect(await adminOf(emulator.url)(`credits show ${access.account}`)).toEqual(before.credits);
});

test('a key that was used before is a replay: nothing is sent again', async () => {
  const other = { ...finishedRequest, json: { to: FINISHED, text: 'Another' } };

  const replay = await application.request('POST /v1/messages', finishedRequest);
  const reuse = await application.request('POST /v1/messages', other);

  expect([replay.status, replay.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
  expect(idsIn(replay.body)).toEqual(before.finished);
  expect(reuse.status).toBe(422);
  for (const to of FINISHED) expect(simulator.messages(to)).toHaveLength(1);
});

test('a request that broke off before is completed by its replay: only what was not begun is sent', async () => {
  const [first, second, third] = before.halfDone.map((id) => `GET /v1/messages/${id}`);

  const replay = await application.request('POST /v1/messages', halfDoneRequest);
  await sweep({ time: new Date().toISOString() });

  expect([replay.status, replay.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
  expect(idsIn(replay.body)).toEqual(before.halfDone);
  // That the gateway got none of it, nobody here can know.
  for (const route of [first, second]) {
    expect(await application.request(route ?? '')).toMatchObject({ body: { status: 'indeterminate' } });
  }
  expect(await application.request(third ?? '')).toMatchObject({ body: { status: 'queued' } });
  expect(HALF_DONE.map((to) => simulator.messages(to).length)).toEqual([0, 0, 1]);
});

test('an event that was sent before is not sent again when it comes again', async () => {
  await application.sendByEvent(EVENT_ID, OPEN_BY_EVENT);
  // The emulator's queue keeps the order: by the time that this one is sent, the other was heard.
  await application.sendByEvent('22222222-2222-3333-4444-555555555555', '+41791110020');
  await eventually(() => simulator.messages('+41791110020'), 1);

  expect(await application.idsTo(OPEN_BY_EVENT)).toHaveLength(1);
  expect(simulator.messages(OPEN_BY_EVENT)).toHaveLength(1);
});

test('applications can ask by new events on the bus', async () => {
  const { EventBusName } = release.outputs['textgate-dev-events'];
  const to = '+41791110021';
  const Detail = JSON.stringify({ account: access.account, to, text: 'Hello' });
  const entry = { EventBusName, Source: 'shop', DetailType: 'SMS Send Requested', Detail };

  await new EventBridgeClient(aws()).send(new PutEventsCommand({ Entries: [entry] }));

  await eventually(() => simulator.messages(to), 1);
});

test('a cursor goes on where it was', async () => {
  const { cursor } = before.firstPage;

  const { status, body } = await application.request(`GET /v1/messages?limit=100&cursor=${cursor}`);

  const rest = [...before.list.keys()].filter((id) => !idsIn(before.firstPage).includes(id));
  expect(status).toBe(200);
  expect(rest).toHaveLength(before.list.size - 2);
  // The third of the request that broke off was written since, and is younger than the cursor.
  expect(idsIn(body)).toEqual(rest);
});

test('a login is right as before, and knows what was sent before', async () => {
  const [id = ''] = await application.idsTo(OPEN_BY_XML_RPC);

  expect(await application.call('get_status', id)).toEqual([[id, expect.any(Map)]]);
  expect(await application.sendByXmlRpc('+41791110022')).toMatch(/^msg_/);
});

test('a message that was scheduled before can be cancelled', async () => {
  const [id] = before.scheduled;

  expect(await application.request(`POST /v1/messages/${id}/cancel`)).toMatchObject({
    status: 200,
    body: { status: 'canceled' },
  });
});

test('a follow-up that waited in the queue does not stop the sweeper', async () => {
  // As the last version asks for one.
  const body = JSON.stringify({ slot: Math.floor(Date.now() / 8000) });

  await sweep({ Records: [{ messageId: 'follow-up', eventSource: 'aws:sqs', body }] });
});

test('messages that were on their way are followed to their end, and events tell of it', async () => {
  simulator.setClock({ speed: 10 });

  for (const id of before.open) await told(id, 'delivered');

  const now = await application.list();
  expect(before.open.map((id) => now.get(id)?.['status'])).toEqual(before.open.map(() => 'delivered'));
});

test('messages of before are found by the indexes, each of which comes with a deploy of its own', async () => {
  const found = async (filter: string) => idsIn((await application.request(`GET /v1/messages?${filter}`)).body);
  const { emulatorUrl } = access;

  expect(await found('reference=order-4711')).toEqual(before.failed);
  // On a slow machine the sweeps of before have closed others, too.
  const { indexed } = await adminOf(emulatorUrl)('index failures');
  expect(indexed).toBeGreaterThanOrEqual(before.failed.length);
  await deploy({
    emulatorUrl,
    gatewayUrl: simulator.url,
    settings: { indexes: 'reference,status' },
    progress: () => {},
  });

  expect(await found('status=failed')).toEqual(before.failed);
  // Containers that looked for it in vain look again after a minute.
  for (const index of ['byReference', 'byFailure']) {
    expect(await application.idsInIndex(index)).toEqual(expect.arrayContaining(before.failed));
  }
});
