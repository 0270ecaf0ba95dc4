import { brotliDecompressSync } from 'node:zlib';
import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createLogin } from '../../../functions/accounts/create-login.ts';
import { createDeliveries } from '../../../functions/store/deliveries.ts';
import { createLoginStore } from '../../../functions/store/logins.ts';
import { createWebhooks } from '../../../functions/store/webhooks.ts';
import { decodeResponse } from '../../../functions/xmlrpc/decode.ts';
import { encodeCall } from '../../../functions/xmlrpc/encode.ts';
import type { XmlRpcValue } from '../../../functions/xmlrpc/value.ts';
import { inSources } from '../../../infra/places/in-sources.ts';
import { startReceiver } from '../../support/clients/receiver.ts';
import { aDelivery, aWebhook } from '../../support/model/webhooks.ts';
import { inAnHour } from '../../support/runner/times.ts';
import { type Deployment, deploy, entries } from '../../support/runtime-client/deployment.ts';
import {
  busEvent,
  httpApiEvent,
  restApiEvent,
  scheduledEvent,
  sqsEvent,
  streamEvent,
} from '../../support/stack/aws-events.ts';

let aws: Deployment;
let tenant: Awaited<ReturnType<Deployment['newTenant']>>;
beforeAll(async () => {
  aws = await deploy(inject('emulatorUrl'));
  tenant = await aws.newTenant();
});
beforeEach(() => aws.simulator.reset());
afterAll(() => aws?.stop());

const to = '+41791234567';

/** What API Gateway makes an HTTP response of; its body read. */
interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: each route has its own reply
  readonly body: any;
}

type Parts = Partial<Parameters<typeof httpApiEvent>[0]> & { readonly json?: unknown; readonly millis?: number };

/** Calls a route of the HTTP API as the tenant does. */
const call = async (entry: string, route: string, { json, millis, ...parts }: Parts = {}): Promise<Reply> => {
  const [method = '', path = ''] = route.split(' ');
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const headers = { authorization: tenant.authorization, 'content-type': 'application/json' };
  const event = httpApiEvent({ route, method, path, headers, ...body, ...parts });
  const reply = (await aws.invoke(entry, event, { ...(millis !== undefined && { millis }) })) as Reply;
  const isJson = reply.headers['content-type']?.includes('json') ?? false;
  return { ...reply, body: isJson ? JSON.parse(reply.body) : reply.body };
};

const send = async (parts: object = {}) => {
  const { body } = await call('api/send', 'POST /v1/messages', { json: { to, text: 'Grüezi', ...parts } });
  return body.messages[0];
};

/** A message's record, as the table has it. */
const recordOf = async (id: string) => {
  const get = new GetItemCommand({ TableName: aws.tables.messages, Key: { id: { S: id } }, ConsistentRead: true });
  const { Item } = await aws.dynamodb.send(get);
  if (Item === undefined) throw new Error(`There is no record of ${id}.`);
  return Item;
};

/** The same in JSON, as Lambda gets it. */
const streamImageOf = async (id: string) => JSON.parse(JSON.stringify(await recordOf(id)));

describe("the HTTP API's functions", () => {
  test('send records a message and hands it over', async () => {
    const reply = await call('api/send', 'POST /v1/messages', { json: { to, text: 'Grüezi' } });

    expect(reply).toMatchObject({ statusCode: 202, body: { messages: [{ to, status: 'queued' }], rejected: [] } });
    expect(await recordOf(reply.body.messages[0].id)).toMatchObject({ to: { S: to }, status: { S: 'queued' } });
    expect(aws.simulator.messages(to)).toMatchObject([{ text: 'Grüezi' }]);
  });

  test('list shows it', async () => {
    const { id } = await send();

    const { statusCode, body } = await call('api/list', 'GET /v1/messages', { query: { limit: '1' } });

    expect({ statusCode, messages: body.messages }).toMatchObject({ statusCode: 200, messages: [{ id, to }] });
  });

  test('query tells how far the gateway has come with it', async () => {
    const { id } = await send();
    aws.simulator.setClock({ advanceSeconds: 60 });

    const one = await call('api/query', 'GET /v1/messages/{id}', {
      path: `/v1/messages/${id}`,
      parameters: { id },
      query: { refresh: 'true' },
    });
    const many = await call('api/query', 'POST /v1/messages/query', { json: { ids: [id] } });

    expect(one).toMatchObject({ statusCode: 200, body: { id, status: 'delivered' } });
    expect(many).toMatchObject({ statusCode: 200, body: { messages: [{ id, status: 'delivered' }], errors: [] } });
    expect(await recordOf(id)).toMatchObject({ status: { S: 'delivered' } });
  });

  test('cancel calls scheduled messages off', async () => {
    const [first, second] = [await send({ scheduledAt: inAnHour() }), await send({ scheduledAt: inAnHour() })];
    const parts = { path: `/v1/messages/${first.id}/cancel`, parameters: { id: first.id } };

    const one = await call('api/cancel', 'POST /v1/messages/{id}/cancel', parts);
    const many = await call('api/cancel', 'POST /v1/messages/cancel', { json: { ids: [second.id] } });

    expect(one).toMatchObject({ statusCode: 200, body: { status: 'canceled' } });
    expect(many).toMatchObject({ statusCode: 200, body: { messages: [{ status: 'canceled' }], errors: [] } });
    expect(await recordOf(first.id)).toMatchObject({ status: { S: 'canceled' } });
  });

  test('suppressions puts a number on the list, and cancels what was to go there', async () => {
    const number = '+41790000099';
    const { id } = await send({ to: number, scheduledAt: inAnHour() });
    const parts = { path: `/v1/suppressions/${number}`, parameters: { number } };

    const reply = await call('api/suppressions', 'PUT /v1/suppressions/{number}', parts);

    expect(reply).toMatchObject({ statusCode: 200, body: { suppression: { number }, canceled: [id], complete: true } });
    expect(await recordOf(id)).toMatchObject({ status: { S: 'canceled' } });
  });

  test('webhooks makes one, and deletes it', async () => {
    const made = await call('api/webhooks', 'POST /v1/webhooks', { json: { url: 'https://example.com/news' } });
    const { id = '' } = made.body;

    expect(made).toMatchObject({ statusCode: 201, body: { id: expect.stringMatching(/^wh_/) } });
    const parts = { path: `/v1/webhooks/${id}`, parameters: { webhook: id } };
    expect(await call('api/webhooks', 'DELETE /v1/webhooks/{webhook}', parts)).toMatchObject({ statusCode: 200 });
  });

  test("account tells the gateway's credits", async () => {
    const reply = await call('api/account', 'GET /v1/account');

    const gateway = { available: true, authenticated: true, credits: 1_000_000 };
    expect(reply).toMatchObject({ statusCode: 200, body: { id: tenant.account.id, gateway } });
    const key = await call('api/account', 'GET /v1/key');
    expect(key).toMatchObject({ statusCode: 200, body: { account: { id: tenant.account.id } } });
  });

  test('numbers reads a number, and asks the gateway', async () => {
    const reply = await call('api/numbers', 'POST /v1/numbers/normalize', { json: { number: '079 123 45 67' } });

    expect(reply).toMatchObject({ statusCode: 200, body: { number: to, gateway: { number: '41791234567' } } });
  });

  test('openapi serves its documents, and the files beside its bundle', async () => {
    const document = await call('api/openapi', 'GET /openapi.json');
    const events = await call('api/openapi', 'GET /events.json');
    const page = await call('api/openapi', 'GET /docs');
    const asset = 'swagger-ui.css';
    const style = await call('api/openapi', 'GET /docs/{asset}', { path: `/docs/${asset}`, parameters: { asset } });

    expect([document, events, page, style].map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(document.body.paths).toHaveProperty('/v1/messages');
    expect(page.body).toContain('<!doctype html>');
    expect(style.body).toContain('.swagger-ui');
  });

  test('console serves its page, from beside its bundle', async () => {
    const page = await call('api/console', 'GET /console', { headers: { 'accept-encoding': 'br' } });

    expect(page).toMatchObject({ statusCode: 200, headers: { 'content-encoding': 'br' } });
    expect(brotliDecompressSync(Buffer.from(page.body, 'base64')).toString()).toContain('<title>textgate</title>');
  });

  test('health answers', async () => {
    expect(await call('api/health', 'GET /v1/health')).toMatchObject({ statusCode: 200, body: { status: 'ok' } });
  });

  test('a request without a key is refused with a problem document', async () => {
    const reply = await call('api/list', 'GET /v1/messages', { headers: {} });

    expect(reply).toMatchObject({ statusCode: 401, headers: { 'content-type': 'application/problem+json' } });
  });
});

describe('the XML-RPC interface', () => {
  const login = ['shop', 'mypass-1234'] as const;
  beforeAll(async () => {
    const [user, password] = login;
    const store = createLoginStore(aws.dynamodb, aws.tables.accounts);
    await createLogin(store, { account: tenant.account.id, user, password }, { clock: Date.now });
  });

  const valueIn = (reply: unknown): XmlRpcValue => {
    const { statusCode, body } = reply as Reply;
    const response = decodeResponse(Buffer.from(body), { maxBytes: 1024 * 1024 });
    if (statusCode !== 200 || response.kind === 'fault') throw new Error(`${statusCode} ${body}`);
    return response.value;
  };

  test('takes a call by the HTTP API, which hands on its text', async () => {
    const body = encodeCall('send_message', [...login, '0791234567', 'Grüezi & adieu']);
    const headers = { 'content-type': 'text/xml' };
    const event = httpApiEvent({ route: '$default', method: 'POST', path: '/api2/', headers, body });

    const value = valueIn(await aws.invoke('xmlrpc-door/endpoint', event));

    expect(value).toEqual([['0791234567', 1, expect.stringMatching(/^msg_/)]]);
    expect(aws.simulator.messages(to)).toMatchObject([{ text: 'Grüezi & adieu' }]);
  });

  test('takes a call by the REST API, which hands on its bytes, in another charset', async () => {
    const xml = encodeCall('send_message', [...login, '0791234567', 'Grüezi']).replace(/^<\?xml[^>]*>/, '');
    const body = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${xml}`, 'latin1');

    const value = valueIn(
      await aws.invoke('xmlrpc-door/endpoint', restApiEvent('POST', body, { 'Content-Type': 'text/xml' })),
    );

    expect(value).toEqual([['0791234567', 1, expect.stringMatching(/^msg_/)]]);
    expect(aws.simulator.messages(to)).toMatchObject([{ text: 'Grüezi' }]);
  });

  test('tells whoever comes without a call how it is called', async () => {
    const reply = await aws.invoke('xmlrpc-door/endpoint', restApiEvent('GET', null));

    expect(reply).toMatchObject({ statusCode: 405, headers: { allow: 'POST' } });
  });
});

/** X-Ray's header as Lambda gives it with an event that comes out of a chain of functions and queues; so many links ago. */
const traceHeader = (links: number): string =>
  `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:${links}|68fd508a:5`;

/** The traces that messages to a queue told, since the last time. */
const tracesOfMessages = (queueUrl: string) =>
  aws.calls
    .takeCalls()
    .filter((sent) => sent.target === 'AmazonSQS.SendMessage' && sent.queueUrl === queueUrl)
    .map((sent) => sent.traceHeader);

/** The queue's request for a follow-up, as Lambda's poller gives it on. */
const followUpEvent = async () => {
  const [request] = await aws.followUps();
  if (request === undefined) throw new Error('Nobody has asked for a follow-up.');
  const { Body = '', Attributes = {} } = request;
  const { SequenceNumber, MessageGroupId, MessageDeduplicationId } = Attributes;
  const attributes: Partial<SQSRecord['attributes']> = {
    SequenceNumber,
    MessageGroupId,
    MessageDeduplicationId,
    AWSTraceHeader: traceHeader(2),
  };
  return sqsEvent('follow-ups.fifo', [Body], attributes);
};

/** Tells of a message by the table's stream. */
const publish = async (id: string, links: number) => {
  const event = streamEvent([{ keys: { id: { S: id } }, after: await streamImageOf(id) }]);
  return aws.invoke('events/publish-lifecycle', event, { traceHeader: traceHeader(links) });
};

describe('the functions behind events', () => {
  test('publish-lifecycle puts news on the bus, and asks for a follow-up in its own trace', async () => {
    const { id } = await send();
    aws.calls.takeCalls();

    const answer = await publish(id, 1);

    expect(answer).toEqual({ batchItemFailures: [] });
    const { detail } = await aws.subscription.first((news) => news.detail.id === id);
    expect(detail).toMatchObject({ status: 'queued', previousStatus: null, to });
    // What Lambda's recursive loop detection follows.
    expect(tracesOfMessages(aws.resources['follow-ups'])).toEqual([traceHeader(1)]);
  });

  test('publish-lifecycle records for a webhook what its account is told, and calls the deliverer', async () => {
    const { id } = await send();
    const webhook = aWebhook({ account: tenant.account.id });
    const { change } = createWebhooks({ client: aws.dynamodb, table: aws.tables.accounts, onUnreadable: () => {} });
    await change(tenant.account.id, () => [webhook]);
    aws.calls.takeCalls();

    expect(await publish(id, 1)).toEqual({ batchItemFailures: [] });

    const ExpressionAttributeValues = { ':webhook': { S: webhook.id } };
    const KeyConditionExpression = 'webhook = :webhook';
    const { Items } = await aws.dynamodb.send(
      new QueryCommand({ TableName: aws.tables.deliveries, KeyConditionExpression, ExpressionAttributeValues }),
    );
    expect(Items).toMatchObject([{ message: { S: id }, type: { S: 'message.queued' } }]);
    expect(tracesOfMessages(aws.resources.rounds)).toHaveLength(1);
    await change(tenant.account.id, () => []);
  });

  test('publish-lifecycle counts, and list tells of it', async () => {
    const messages = async () => (await call('api/list', 'GET /v1/statistics')).body.total.messages;
    const before = await messages();
    const { id } = await send();

    await publish(id, 1);

    expect(await messages()).toBe(before + 1);
  });

  test('deliver-webhooks posts what it is told of', async () => {
    const receiver = await startReceiver();
    const account = tenant.account.id;
    const [webhook, at] = [aWebhook({ account, url: receiver.url }), new Date().toISOString()];
    const delivery = aDelivery({ webhook: webhook.id, account, createdAt: at, state: { name: 'fresh', dueAt: at } });
    const store = { client: aws.dynamodb, onUnreadable: () => {}, onFailure: () => {} };
    const { change } = createWebhooks({ ...store, table: aws.tables.accounts });
    await change(account, () => [webhook]);
    await createDeliveries({ ...store, table: aws.tables.deliveries }).add([delivery]);

    const told = JSON.stringify({ deliveries: [{ webhook: webhook.id, id: delivery.id, account }] });
    await aws.invoke('events/deliver-webhooks', sqsEvent('deliveries.fifo', [told], { MessageGroupId: 'deliver-0' }));

    expect(receiver.arrivals).toMatchObject([{ id: delivery.id, body: delivery.body }]);
    await change(account, () => []);
    await receiver.stop();
  });

  test('publish-lifecycle sets aside what it cannot read', async () => {
    const keys = { id: { S: 'none of ours' } };

    const answer = await aws.invoke('events/publish-lifecycle', streamEvent([{ keys, after: keys }]));

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(await aws.deadLetters()).toMatchObject([{ Body: expect.stringContaining('none of ours') }]);
  });

  test('sweep-statuses takes the follow-up: it brings fresh messages up to date, and asks for the next in its trace', async () => {
    const { id } = await send();
    await publish(id, 1);
    const event = await followUpEvent();
    aws.simulator.setClock({ advanceSeconds: 60 });
    aws.calls.takeCalls();

    const answer = await aws.invoke('events/sweep-statuses', event, { traceHeader: traceHeader(2) });

    expect(answer).toBeNull();
    expect(await recordOf(id)).toMatchObject({ status: { S: 'delivered' } });
    expect(tracesOfMessages(aws.resources['follow-ups'])).toEqual([traceHeader(2)]);
  });

  test('sweep-statuses takes the schedule: all that is due, and the credits', async () => {
    const { id } = await send();
    aws.simulator.setClock({ advanceSeconds: 60 });
    const next = (millis: number) => new Date(Math.ceil(Date.now() / millis) * millis);

    const atTheMinute = await aws.invoke('events/sweep-statuses', scheduledEvent(next(60_000)));
    const onTheHour = await aws.invoke('events/sweep-statuses', scheduledEvent(next(3_600_000)));

    expect([atTheMinute, onTheHour]).toEqual([null, null]);
    expect(await recordOf(id)).toMatchObject({ status: { S: 'delivered' } });
    expect(aws.simulator.requests().methods).toHaveProperty('get_credits');
  });

  test('send-requested sends what an event asks for, and answers what can never be sent', async () => {
    const good = busEvent('SMS Send Requested', { account: tenant.account.id, to, text: 'Shipped' });
    const bad = busEvent('SMS Send Requested', { account: tenant.account.id, to: '1', text: 'Shipped' });
    const event = sqsEvent(
      'sms-gateway-requests',
      [good, bad].map((body) => JSON.stringify(body)),
    );

    const answer = await aws.invoke('events/send-requested', event);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(aws.simulator.messages(to)).toMatchObject([{ text: 'Shipped' }]);
    const rejected = await aws.subscription.first((news) => news['detail-type'] === 'SMS Send Rejected');
    expect(rejected.detail).toMatchObject({ request: { id: bad.id, source: 'my.shop' } });
  });
});

const isJsonObject = (line: string): boolean => {
  try {
    return Object.keys(JSON.parse(line)).length > 0;
  } catch {
    return false;
  }
};

describe('a container', () => {
  test('reads the secret once, however many events it works on', async () => {
    const container = await aws.newContainer('api/account');
    const { authorization } = tenant;
    const event = httpApiEvent({
      route: 'GET /v1/account',
      method: 'GET',
      path: '/v1/account',
      headers: { authorization },
    });
    const secretsRead = async () => {
      aws.calls.takeCalls();
      expect(await container.invoke(event)).toMatchObject({ kind: 'response', value: { statusCode: 200 } });
      return aws.calls.takeCalls().filter(({ target }) => target === 'secretsmanager.GetSecretValue').length;
    };

    expect(await secretsRead()).toBe(1);
    expect(await secretsRead()).toBe(0);
  });

  test('goes by the time that the runtime tells of each event', async () => {
    aws.simulator.setFault({ fault: 'stall', times: 1 });
    const normalize = (millis: number) =>
      call('api/numbers', 'POST /v1/numbers/normalize', { json: { number: to }, millis });

    const hurried = await normalize(8_000);
    const atEase = await normalize(28_000);

    expect(hurried).toMatchObject({ statusCode: 200, body: { number: to, gateway: { available: false } } });
    expect(atEase).toMatchObject({ statusCode: 200, body: { number: to, gateway: { available: true } } });
  });

  test("tells what its handler throws in the runtime's form, with places that lead to our sources, and works on", async () => {
    const container = await aws.newContainer('events/sweep-statuses', ['SWEEP_INTERVAL_MINUTES']);

    const outcomes = [await container.invoke(scheduledEvent(new Date())), await container.invoke({ Records: [] })];

    const trace = expect.arrayContaining([expect.stringContaining('index.mjs:')]);
    const errorMessage = expect.stringContaining('SWEEP_INTERVAL_MINUTES');
    const failed = { kind: 'error', error: { errorType: 'ConfigurationError', errorMessage, trace } };
    expect(outcomes).toEqual([failed, failed]);
    const places = await inSources(JSON.stringify(outcomes), aws.folder('events/sweep-statuses'));
    expect(places).toMatch(/functions\/wiring\/configuration\.ts:\d+:\d+/);
    const sweepFailed = { level: 'error', message: 'sweep failed' };
    const lines = await container.stop();
    expect(lines.filter((line) => line.includes('\tERROR\tInvoke Error'))).toHaveLength(2);
    expect(lines.filter(isJsonObject).map((line) => JSON.parse(line))).toMatchObject([sweepFailed, sweepFailed]);
  });
});

describe('every bundle', () => {
  test('has answered an event above', () => {
    expect(aws.answered().toSorted()).toEqual([...entries].sort());
  });

  test('has written lines of JSON, and the runtime nothing', async () => {
    const written = await aws.stopContainers();

    expect(written.flatMap(({ lines }) => lines.filter((line) => !isJsonObject(line)))).toEqual([]);
    expect(written.filter(({ lines }) => lines.length === 0)).toEqual([]);
  });
});
