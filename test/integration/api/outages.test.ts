import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { aContext } from '../../support/clients/api-events.ts';
import { disturbedDynamoDb } from '../../support/fakes/disturbed-dynamodb.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { type Request, startContainers } from '../../support/stack/containers.ts';
import { type EmulatedCloud, emulatedCloud } from '../../support/stack/emulated-cloud.ts';

const logged = logLines();

let cloud: EmulatedCloud;
let simulator: Simulator;
let headers: { authorization: string };

beforeAll(async () => {
  simulator = await startSimulator();
  cloud = await emulatedCloud(inject('emulatorUrl'));
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  headers = { authorization: (await cloud.newTenant()).authorization };
});

/** So much time, in milliseconds, that a request asks the store no longer than it must. */
const little = 14_000;

const sendThrough = (request: Request, more: Record<string, string> = {}, time = 29_000) =>
  request(
    'POST /v1/messages',
    { json: { to: '+41791234567', text: 'Hello' }, headers: { ...headers, ...more } },
    aContext(time),
  );

const problem = (type: string) => `urn:textgate:problem:${type}`;

const errorsLogged = () => logged().filter(({ level }) => level === 'error');

describe('without the gateway', () => {
  let request: Request;
  beforeEach(async () => {
    request = await startContainers(cloud.environment(simulator.url));
    simulator.setFault({ fault: 'refuse', durationMs: 120_000 });
  });

  test('a message is recorded, and waits', async () => {
    const { status, body } = await sendThrough(request);

    expect(status).toBe(202);
    expect(body.messages).toMatchObject([{ status: 'accepted', reason: { code: 'gateway_unreachable' } }]);
    expect(errorsLogged()).toMatchObject([{ message: 'hand-over postponed' }]);
  });

  test('a message that waits can be cancelled, and is not sent later', async () => {
    const { body } = await sendThrough(request);
    const [{ id }] = body.messages;

    const canceled = await request('POST /v1/messages/{id}/cancel', { path: { id }, headers });

    expect(canceled).toMatchObject({ status: 200, body: { id, status: 'canceled' } });
  });

  test('the account and a number are told as far as we know them', async () => {
    const account = await request('GET /v1/account', { headers });
    const number = await request('POST /v1/numbers/normalize', { json: { number: '079 123 45 67' }, headers });

    expect(account).toMatchObject({
      status: 200,
      body: { name: 'Shop', gateway: { available: false, credits: null } },
    });
    expect(number.body).toMatchObject({ number: '+41791234567', gateway: { available: false, number: null } });
  });
});

describe.each([
  ['missing', { GATEWAY_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-2:000000000000:secret:none' }, undefined],
  ['no JSON', {}, 'user-canary:password-canary'],
  ['of another form', {}, '{"username": "user-canary", "password": "password-canary"}'],
  ['without a password', {}, '{"user": "user-canary", "password": ""}'],
])("with a secret that is %s, the gateway's", (_, changes, secret) => {
  let request: Request;
  beforeEach(async () => {
    if (secret !== undefined) await cloud.putSecret(secret);
    request = await startContainers(cloud.environment(simulator.url, changes));
  });

  test('messages wait, and the gateway is not asked', async () => {
    const { status, body } = await sendThrough(request);

    expect(status).toBe(202);
    expect(body.messages).toMatchObject([{ status: 'accepted' }]);
    expect(simulator.requests().requests).toBe(0);
    expect(errorsLogged()).toMatchObject([{ cause: { name: 'UpstreamConfigurationError' } }]);
  });

  test('account is not available, and why stays in the log', async () => {
    const { status, body } = await request('GET /v1/account', { headers });

    expect(status).toBe(200);
    expect(body.gateway).toEqual({
      available: false,
      authenticated: null,
      credits: null,
      status: null,
      groupId: null,
    });
    expect(JSON.stringify(logged())).not.toContain('canary');
  });
});

describe('with a wrong password in the secret', () => {
  test('the account says that the gateway does not accept it', async () => {
    await cloud.putSecret('{"user": "demo", "password": "wrong"}');
    const request = await startContainers(cloud.environment(simulator.url));

    const { body } = await request('GET /v1/account', { headers });

    expect(body.gateway).toMatchObject({ available: true, authenticated: false, credits: null });
  });
});

describe('without the database', () => {
  test('nothing is sent', async () => {
    const down = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' };
    const request = await startContainers(cloud.environment(simulator.url, down));

    const { status, headers: answered, body } = await sendThrough(request, {}, little);

    expect(status).toBe(503);
    expect(answered).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '2' });
    expect(body.type).toBe(problem('store-unavailable'));
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|ECONN|dynamo/i);
    expect(simulator.requests().requests).toBe(0);
  });
});

describe('when the database is disturbed', () => {
  let dynamodb: Awaited<ReturnType<typeof disturbedDynamoDb>>;
  let request: Request;
  const key = { 'idempotency-key': 'order-7' };

  beforeAll(async () => {
    dynamodb = await disturbedDynamoDb(inject('emulatorUrl'));
  });
  afterAll(() => dynamodb.close());
  beforeEach(async () => {
    dynamodb.disturb(() => undefined);
    await cloud.putSecret('{"user": "demo", "password": "demo-password"}');
    const environment = cloud.environment(simulator.url, { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url });
    request = await startContainers(environment);
  });

  test('and throttles, nothing is sent; the same request is carried out later, once', async () => {
    dynamodb.disturb(() => 'throttle');
    const first = await sendThrough(request, key, little);
    expect(simulator.requests().requests).toBe(0);

    dynamodb.disturb(() => undefined);
    const second = await sendThrough(request, key);
    await sendThrough(request, key);

    expect([first.status, first.body.type]).toEqual([503, problem('store-unavailable')]);
    expect(second).toMatchObject({ status: 202, body: { messages: [{ status: 'queued' }] } });
    expect(simulator.messages()).toHaveLength(1);
  });

  test('and throttles its writes alone, nothing is sent', async () => {
    dynamodb.disturb((operation) => (operation === 'BatchExecuteStatement' ? 'throttle' : undefined));

    const { status } = await sendThrough(request, key, little);

    expect(status).toBe(503);
    expect(simulator.requests().requests).toBe(0);
  });

  test('and loses the answer to the first write, the message is sent once', async () => {
    let writes = 0;
    dynamodb.disturb((operation) => {
      if (operation !== 'BatchExecuteStatement') return undefined;
      writes += 1;
      return writes === 1 ? 'lose_answer' : undefined;
    });

    const { status, body } = await sendThrough(request, key);

    expect([status, body.messages[0].status]).toEqual([202, 'queued']);
    expect(simulator.messages()).toHaveLength(1);
  });

  test.each([{}, key])(
    'and is slow for 4 s, the message is sent once, and nobody is told otherwise (%o)',
    async (more) => {
      const start = Date.now();
      dynamodb.disturb((operation) =>
        operation === 'BatchExecuteStatement' && Date.now() - start < 4_000 ? { landsAfter: 300 } : undefined,
      );

      const { status, body } = await sendThrough(request, more);

      expect([status, body.messages[0].status]).toEqual([202, 'queued']);
      expect(simulator.messages()).toHaveLength(1);
    },
  );

  test('and writes when its caller has given up: the message costs nothing, and says that it was not sent', async () => {
    let writes = 0;
    dynamodb.disturb((operation) => {
      if (operation !== 'BatchExecuteStatement') return undefined;
      writes += 1;
      return writes === 1 ? { landsAfter: 6_000 } : 'throttle';
    });

    const { status, body } = await sendThrough(request, {}, little);
    expect([status, body.detail]).toEqual([503, expect.stringContaining('the request may have been recorded')]);
    dynamodb.disturb(() => undefined);

    const list = async () => (await request('GET /v1/messages', { headers })).body.messages;
    await expect
      .poll(list, { timeout: 20_000, interval: 250 })
      .toMatchObject([{ status: 'failed', reason: { code: 'not_sent' } }]);
    expect(simulator.requests().requests).toBe(0);
  });

  test("and throttles the record of the gateway's answer for 4 s, it is recorded all the same", async () => {
    let firstAt: number | undefined;
    dynamodb.disturb((operation) => {
      if (operation !== 'BatchExecuteStatement') return undefined;
      const isFirst = firstAt === undefined;
      firstAt ??= Date.now();
      return !isFirst && Date.now() - firstAt < 4_000 ? 'throttle' : undefined;
    });

    const { status, body } = await sendThrough(request);

    expect([status, body.messages[0].status]).toEqual([202, 'queued']);
    expect(simulator.messages()).toHaveLength(1);
    expect(errorsLogged()).toEqual([]);
  });

  test.each<[string, (request: Request) => ReturnType<Request>]>([
    ['a query', (request) => request('GET /v1/messages/{id}', { path: { id }, headers })],
    ['a list', (request) => request('GET /v1/messages', { headers })],
    ['a cancel', (request) => request('POST /v1/messages/{id}/cancel', { path: { id }, headers })],
  ])('and throttles, %s says so', async (_, ask) => {
    dynamodb.disturb((operation) => (operation === 'GetItem' ? undefined : 'throttle'));

    const { status, body } = await ask(request);

    expect([status, body.type]).toEqual([503, problem('store-unavailable')]);
  });

  const id = 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';
});
