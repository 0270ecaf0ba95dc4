import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { faultKinds } from '../../../infra/local/simulator/fault-kinds.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { aContext } from '../../support/clients/api-events.ts';
import { disturbedDynamoDb } from '../../support/fakes/disturbed-dynamodb.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { type Request, startContainers } from '../../support/stack/containers.ts';
import { type EmulatedCloud, emulatedCloud } from '../../support/stack/emulated-cloud.ts';

const logged = logLines();

const text = 'text-canary';
const to = '+41791230042';
const user = 'user-canary';
const password = 'password-canary';

let cloud: EmulatedCloud;
let simulator: Simulator;
let dynamodb: Awaited<ReturnType<typeof disturbedDynamoDb>>;
let request: Request;
let key: string;
/** Of webhooks, as the answers showed them that make one. */
let secrets: string[];

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ user, password }] });
  cloud = await emulatedCloud(inject('emulatorUrl'));
  dynamodb = await disturbedDynamoDb(inject('emulatorUrl'));
  await cloud.putSecret(JSON.stringify({ user, password }));
});
afterAll(async () => {
  await dynamodb.close();
  await simulator.close();
});
beforeEach(async () => {
  await simulator.reset();
  dynamodb.disturb(() => undefined);
  key = (await cloud.newTenant()).key;
  secrets = [];
  const changes = { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url };
  request = await startContainers(cloud.environment(simulator.url, changes));
});

/** No canary in what the functions have logged, nor in what else is given. */
const expectNoCanary = (...others: unknown[]) => {
  const lines = JSON.stringify([...logged(), ...others]);
  expect(logged()).not.toEqual([]);
  for (const canary of [text, to, to.slice(1), '079 123 00 42', '0791230042', user, password, key, ...secrets]) {
    expect(lines).not.toContain(canary);
  }
};

const headers = () => ({ authorization: `Bearer ${key}` });

/** The id of a webhook whose receiver cannot be reached. */
const makeWebhook = async (): Promise<string> => {
  const { body } = await request('POST /v1/webhooks', { json: { url: 'https://127.0.0.1:65535' }, headers: headers() });
  if (body.secret !== undefined) secrets.push(body.secret);
  return body.id ?? 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW';
};

const rotateSecret = async (webhook: string) => {
  const answer = await request('POST /v1/webhooks/{webhook}/rotate-secret', { path: { webhook }, headers: headers() });
  if (answer.body.secret !== undefined) secrets.push(answer.body.secret);
  return answer;
};

/** Every route, with a message and a webhook to look at. `time`: of the send, in milliseconds, which asks a slow store for as long. */
const askEverything = async (time = 29_000) => {
  const json = { to: [to, '+15005550006'], text, sender: 'Shop' };
  const sending = request('POST /v1/messages', { json, headers: headers() }, aContext(time));
  const [sent, webhook] = await Promise.all([sending, makeWebhook()]);
  const id: string = sent.body.messages?.[0]?.id ?? 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';
  const path = { webhook };
  const change = { url: `ftp://${user}:${password}@x` };
  return Promise.all([
    rotateSecret(webhook),
    request('GET /v1/webhooks', { headers: headers() }),
    request('PATCH /v1/webhooks/{webhook}', { path, json: change, headers: headers() }),
    request('POST /v1/webhooks/{webhook}/test', { path, headers: headers() }),
    request('GET /v1/webhooks/{webhook}/deliveries', { path, headers: headers() }),
    request('GET /v1/messages/{id}/deliveries', { path: { id }, headers: headers() }),
    request('GET /v1/messages/{id}', { path: { id }, query: { refresh: 'true' }, headers: headers() }),
    request('POST /v1/messages/query', { json: { ids: [id] }, headers: headers() }),
    request('GET /v1/messages', { query: { to }, headers: headers() }),
    request('POST /v1/messages/{id}/cancel', { path: { id }, headers: headers() }),
    request('PUT /v1/suppressions/{number}', { path: { number: to }, headers: headers() }),
    request('GET /v1/account', { headers: headers() }),
    request('POST /v1/numbers/normalize', { json: { number: '079 123 00 42' }, headers: headers() }),
  ]);
};

/**
 * One of each kind of error: no connection any more, HTTP's, a page, words of the gateway's, an answer that is not whole. That
 * the gateway's client and the codec quote nothing is proved for all of them by their own tests.
 */
const faults = ['reset_after_body', 'http_401', 'html', 'unknown_fault', 'missing_ids', 'bad_charset'] as const;

describe("invariant 12: password, API key, number, text and a webhook's secret are in no log line", () => {
  test('when all goes well', async () => {
    await askEverything();

    expect(secrets).toEqual([expect.stringMatching(/^whsec_/), expect.stringMatching(/^whsec_/)]);
    const listed = await request('GET /v1/webhooks', { headers: headers() });
    expectNoCanary(listed);
  });

  test.each(faults)('when the gateway answers with %s', async (fault) => {
    simulator.setFault({ fault, applied: faultKinds[fault].strikes === 'replaces' || undefined });

    const answers = await askEverything();

    expectNoCanary(answers.filter(({ status }) => (status ?? 500) >= 400));
  });

  test('when the gateway cannot be reached', async () => {
    simulator.setFault({ fault: 'refuse', durationMs: 60_000 });

    const answers = await askEverything();

    expectNoCanary(answers.filter(({ status }) => (status ?? 500) >= 400));
  });

  test('when the database throttles', async () => {
    dynamodb.disturb((operation) => (operation === 'GetItem' ? undefined : 'throttle'));

    const answers = await askEverything(14_000);

    expectNoCanary(answers.filter(({ status }) => (status ?? 500) >= 400));
  });

  test('when the database cannot be reached', async () => {
    const down = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' };
    request = await startContainers(cloud.environment(simulator.url, down));

    const answers = await askEverything();

    expectNoCanary(answers);
  });

  test.each([
    ['is not valid', JSON.stringify({ to: `${to} ${text}`, text: '', sender: `${text} is too long`, [password]: to })],
    ['cannot be read', `{"to": "${to}", "text": "${text}`],
    ['is too large', JSON.stringify({ to, text: text.repeat(30_000) })],
  ])('when the request %s', async (_, body) => {
    const answer = await request('POST /v1/messages', { body, headers: headers() });

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expectNoCanary();
  });

  test('when the key is refused', async () => {
    const authorization = `Bearer ${key.slice(0, -1)}`;

    const answer = await request('GET /v1/account', { headers: { authorization } });

    expect(answer.status).toBe(401);
    expectNoCanary(answer);
    expect(JSON.stringify(logged())).not.toContain(key.slice(0, -1));
  });
});
