import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createLogin } from '../../../functions/accounts/create-login.ts';
import { createLoginStore } from '../../../functions/store/logins.ts';
import { encodeCall } from '../../../functions/xmlrpc/encode.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { aContext, anEvent, answerOf } from '../../support/clients/api-events.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { inAnHour } from '../../support/runner/times.ts';
import { type Request, startContainers } from '../../support/stack/containers.ts';
import { type EmulatedCloud, emulatedCloud } from '../../support/stack/emulated-cloud.ts';

logLines();

const missing = 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';
const malformed = 'nonsense';
const password = 'long enough';

let simulator: Simulator;
let request: Request;
let door: typeof import('../../../functions/xmlrpc-door/endpoint.ts');
let mine: Awaited<ReturnType<EmulatedCloud['newTenant']>>;
let other: typeof mine;
let ids: Readonly<Record<'own' | 'theirs', string>>;

beforeAll(async () => {
  simulator = await startSimulator();
  const cloud = await emulatedCloud(inject('emulatorUrl'));
  request = await startContainers(cloud.environment(simulator.url));
  door = await import('../../../functions/xmlrpc-door/endpoint.ts');
  [mine, other] = [await cloud.newTenant(), await cloud.newTenant()];
  const wanted = { account: mine.account.id, user: 'me', password };
  await createLogin(createLoginStore(cloud.dynamodb, cloud.tables.accounts), wanted, { clock: Date.now });
  ids = { own: await schedule(mine.authorization, 'Mine'), theirs: await schedule(other.authorization, 'Theirs') };
});
afterAll(() => simulator.close());

const schedule = async (authorization: string, text: string): Promise<string> => {
  const scheduledAt = inAnHour();
  const json = { to: '+41791234567', text, reference: text, scheduledAt };
  const { body } = await request('POST /v1/messages', { json, headers: { authorization } });
  return body.messages[0].id;
};

const headers = () => ({ authorization: mine.authorization });

/** What the door's answer holds, without the id that was asked for. */
const callDoor = async (method: string, id: string) => {
  const body = encodeCall(method, ['me', password, id]);
  const event = anEvent({ route: 'POST /api2/', body, headers: { 'content-type': 'text/xml' } });
  return answerOf(await door.handler({ ...event, routeKey: '$default' }, aContext()));
};

/** Each route that takes an id; those that take it away come last. */
const routes: Readonly<Record<string, (id: string) => Promise<{ status: number | undefined; body: unknown }>>> = {
  'GET /v1/messages/{id}': (id) => request('GET /v1/messages/{id}', { path: { id }, headers: headers() }),
  'GET /v1/messages/{id}?refresh=true': (id) =>
    request('GET /v1/messages/{id}', { path: { id }, query: { refresh: 'true' }, headers: headers() }),
  'GET /v1/messages/{id}/deliveries': (id) =>
    request('GET /v1/messages/{id}/deliveries', { path: { id }, headers: headers() }),
  'POST /v1/messages/query': (id) => request('POST /v1/messages/query', { json: { ids: [id] }, headers: headers() }),
  get_status: (id) => callDoor('get_status', id),
  'POST /v1/messages/cancel': (id) => request('POST /v1/messages/cancel', { json: { ids: [id] }, headers: headers() }),
  'POST /v1/messages/{id}/cancel': (id) =>
    request('POST /v1/messages/{id}/cancel', { path: { id }, headers: headers() }),
  cancel_message: (id) => callDoor('cancel_message', id),
};

describe.each(Object.entries(routes))('%s', (_, ask) => {
  /** The answer as far as it does not repeat the id. */
  const answerTo = async (id: string) => {
    const { status, body } = await ask(id);
    return { status, text: JSON.stringify(body).replaceAll(id, 'ID') };
  };

  test("invariant 11: another account's id is answered as one that does not exist", async () => {
    expect(await answerTo(ids.theirs)).toEqual(await answerTo(missing));
  });

  test('invariant 11: a malformed id shows nothing', async () => {
    const { text } = await answerTo(malformed);

    expect(text).not.toMatch(/Theirs|Mine|\+?41791234567/);
  });

  test('invariant 11: an id of its own is answered otherwise', async () => {
    expect(await answerTo(ids.own)).not.toEqual(await answerTo(missing));
  });
});

describe('webhooks', () => {
  const url = 'https://hooks.example.com/news';
  /** Each route that takes a webhook's id; that which takes it away comes last. */
  const routes = [
    ['GET /v1/webhooks/{webhook}'],
    ['PATCH /v1/webhooks/{webhook}', { enabled: false }],
    ['PATCH /v1/webhooks/{webhook}', { enabled: true }],
    ['POST /v1/webhooks/{webhook}/rotate-secret'],
    ['POST /v1/webhooks/{webhook}/test'],
    ['GET /v1/webhooks/{webhook}/deliveries'],
    ['POST /v1/webhooks/{webhook}/redeliver', { since: '2026-01-01T00:00:00Z' }],
    ['DELETE /v1/webhooks/{webhook}'],
  ] as const;

  test("invariant 11: another account's are answered as those that do not exist, and are not changed", async () => {
    const make = async (authorization: string, description: string) => {
      const json = { url, description };
      return (await request('POST /v1/webhooks', { json, headers: { authorization } })).body;
    };
    const { secret: _, ...theirs } = await make(other.authorization, 'Theirs');
    const own = await make(mine.authorization, 'Mine');

    const listed = await request('GET /v1/webhooks', { headers: headers() });
    expect(listed.body.webhooks).toMatchObject([{ id: own.id }]);
    for (const [route, json] of routes) {
      const ask = (webhook: string) => request(route, { path: { webhook }, json, headers: headers() });
      const missing = await ask('wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW');
      expect(missing.status, route).toBe(404);
      expect(await ask(theirs.id), route).toEqual(missing);
      expect(await ask(malformed), route).toEqual(missing);
      // It would post to the internet.
      if (!route.endsWith('/test')) expect((await ask(own.id)).status, route).toBeLessThan(300);
    }
    const path = { webhook: theirs.id };
    const { body } = await request('GET /v1/webhooks/{webhook}', {
      path,
      headers: { authorization: other.authorization },
    });
    expect(body).toEqual(theirs);
  });
});

test("invariant 11: another account's suppressed numbers are neither shown nor changed, nor are its messages cancelled", async () => {
  const [number, theirNumber] = ['+41791234567', '+41790000005'];
  const theirs = { path: { number: theirNumber }, headers: { authorization: other.authorization } };
  await request('PUT /v1/suppressions/{number}', theirs);

  const path = { number: theirNumber };
  expect(await request('GET /v1/suppressions/{number}', { path, headers: headers() })).toMatchObject({ status: 404 });
  expect(await request('DELETE /v1/suppressions/{number}', { path, headers: headers() })).toMatchObject({
    status: 404,
  });
  const suppressed = await request('PUT /v1/suppressions/{number}', { path: { number }, headers: headers() });
  const listed = await request('GET /v1/suppressions', { headers: headers() });

  expect(JSON.stringify(suppressed)).not.toContain(ids.theirs);
  expect(listed.body.suppressions).toMatchObject([{ number }]);
  expect(await request('GET /v1/suppressions/{number}', theirs)).toMatchObject({ status: 200 });
});

test("invariant 11: no list and no search shows another account's messages, nor has any of these calls changed them", async () => {
  const listed = [
    await request('GET /v1/messages', { headers: headers() }),
    await request('GET /v1/messages', { query: { reference: 'Theirs' }, headers: headers() }),
  ];
  const path = { id: ids.theirs };
  const theirs = await request('GET /v1/messages/{id}', { path, headers: { authorization: other.authorization } });

  expect(listed.map(({ body }) => body.messages.length)).toEqual([1, 0]);
  expect(JSON.stringify(listed)).not.toContain(ids.theirs);
  expect(theirs.body).toMatchObject({ id: ids.theirs, status: 'scheduled' });
});
