import { describe, expect, test } from 'vitest';
import {
  listDeliveries,
  listMessageDeliveries,
  redeliverFailed,
  redeliverOne,
} from '../../../functions/api/deliveries.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateSecret,
  testWebhook,
} from '../../../functions/api/webhooks.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { createManageWebhooks } from '../../../functions/webhooks/manage.ts';
import type { PostAnswer } from '../../../functions/webhooks/ports.ts';
import { createRedeliver } from '../../../functions/webhooks/redeliver.ts';
import { createSendTest } from '../../../functions/webhooks/send-test.ts';
import { aPrincipal, serving } from '../../support/clients/api-events.ts';
import { memoryDeliveries } from '../../support/fakes/memory-deliveries.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { memoryWebhooks } from '../../support/fakes/memory-webhooks.ts';
import { aMessage, now } from '../../support/model/messages.ts';
import { aDelivery, aWebhook } from '../../support/model/webhooks.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const logged = logLines();

const url = 'https://shop.example.com/sms-news';
const mine = aWebhook();
const disabled = aWebhook({ disabled: { reason: 'gone', at: now.toISOString() } });
const theirs = aWebhook({ account: 'acc_other', description: 'Theirs' });
const message = aMessage();
const theirMessage = aMessage({ account: 'acc_other' });
const attempts = [
  { at: now.toISOString(), milliseconds: 15_000, error: 'The receiver did not answer.' },
  { at: now.toISOString(), milliseconds: 12, status: 500, error: 'HTTP 500.', answer: 'Oh no' },
];
const failed = (parts: Partial<Delivery> = {}) =>
  aDelivery({
    webhook: mine.id,
    message: message.id,
    state: { name: 'failed', reason: 'attempts_exhausted' },
    attempts,
    ...parts,
  });

interface DoorOptions {
  readonly deliveries?: readonly Delivery[];
  readonly principal?: ReturnType<typeof aPrincipal>;
  readonly answer?: PostAnswer;
}

const aDoor = ({ deliveries = [], principal, answer = { status: 200, excerpt: 'ok' } }: DoorOptions = {}) => {
  const ports = { webhooks: memoryWebhooks([mine, disabled, theirs]), ...memoryDeliveries(deliveries) };
  const clock = () => now;
  const urlProblem = (wanted: string) => (wanted.startsWith('https:') ? undefined : 'Must be https.');
  const dependencies = {
    ...ports,
    store: memoryStore([message, theirMessage]),
    webhooks: createManageWebhooks({ ...ports, urlProblem, clock }),
    redeliver: createRedeliver({ ...ports, wake: async () => {}, clock }),
    sendTest: createSendTest({ ...ports, post: async () => answer, clock }),
  };
  return {
    ...ports,
    create: serving(createWebhook(dependencies), principal),
    list: serving(listWebhooks(dependencies), principal),
    get: serving(getWebhook(dependencies), principal),
    change: serving(changeWebhook(dependencies), principal),
    remove: serving(deleteWebhook(dependencies), principal),
    rotate: serving(rotateSecret(dependencies), principal),
    test: serving(testWebhook(dependencies), principal),
    deliveriesOf: serving(listDeliveries(dependencies), principal),
    newsOf: serving(listMessageDeliveries(dependencies), principal),
    redeliver: serving(redeliverOne(dependencies), principal),
    redeliverFailed: serving(redeliverFailed(dependencies), principal),
  };
};

const path = { webhook: mine.id };

const shown = {
  id: mine.id,
  url,
  events: ['message.*'],
  description: null,
  enabled: true,
  disabled: null,
  failingSince: null,
  createdAt: now.toISOString(),
};

const problem = (status: number, type: string) => ({ status, body: { type: `urn:textgate:problem:${type}` } });

describe('a webhook', () => {
  test('is made with a secret, which is shown once', async () => {
    const { create, get, list } = aDoor();

    const { status, body } = await create({ json: { url, events: ['message.failed'], description: null } });
    const { secret, ...rest } = body;

    expect(status).toBe(201);
    expect(secret).toMatch(/^whsec_/);
    expect(rest).toEqual({ ...shown, id: expect.stringMatching(/^wh_/), events: ['message.failed'] });
    expect(await get({ path: { webhook: rest.id } })).toMatchObject({ status: 200, body: rest });
    const { body: all } = await list();
    expect(all.webhooks).toMatchObject([shown, { id: disabled.id, enabled: false, disabled: disabled.disabled }, rest]);
    expect(JSON.stringify([all, logged()])).not.toContain('whsec_');
  });

  test('is made once under an idempotency key, and shown again with its present secret', async () => {
    const { create, rotate, remove, webhooks } = aDoor();
    const ask = (json: object, key = 'news') => create({ json, headers: { 'idempotency-key': key } });
    const first = await ask({ url });
    const { body: rotated } = await rotate({ path: { webhook: first.body.id } });

    const again = await ask({ url, events: null, description: null });

    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(again).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' } });
    expect(again.body).toEqual({ ...first.body, secret: rotated.secret });
    expect(await ask({ url: `${url}/2` })).toMatchObject(problem(422, 'idempotency-key-reused'));
    expect(await ask({ url }, 'two words')).toMatchObject({
      ...problem(400, 'invalid-request'),
      body: { errors: [{ pointer: 'Idempotency-Key' }] },
    });
    expect(webhooks.records.get('acc_shop')).toHaveLength(3);
    await remove({ path: { webhook: first.body.id } });
    expect((await ask({ url })).headers).not.toHaveProperty('idempotent-replayed');
  });

  test('is changed, given another secret, and deleted', async () => {
    const { change, rotate, remove, get } = aDoor();
    const named = { ...shown, description: 'Mine' };

    expect(await change({ path, json: { description: 'Mine' } })).toMatchObject({ status: 200, body: named });
    expect(await change({ path, json: { enabled: false } })).toMatchObject({ body: { enabled: false } });
    expect(await change({ path, json: { enabled: true, description: null } })).toMatchObject({ body: shown });
    const { body: rotated } = await rotate({ path });
    expect(rotated).toEqual({
      ...shown,
      secret: expect.stringMatching(/^whsec_/),
      previousSecretUntil: '2030-06-02T12:00:00.000Z',
    });
    expect(await remove({ path })).toMatchObject({ status: 200, body: shown });
    expect(await get({ path })).toMatchObject(problem(404, 'not-found'));
  });

  test.each([
    [{ url: 'http://shop.example.com' }, '/url', 'Must be https.'],
    [{}, '/url', 'This field is required.'],
    [{ url: `${url}/\ud800` }, '/url', 'This is not valid Unicode'],
    [{ url, events: [] }, '/events', 'Must not be empty.'],
    [{ url, events: ['message.*', 'message.*'] }, '/events', 'Must not name an event twice.'],
    [{ url, events: ['message.read'] }, '/events/0', 'Must be one of: '],
    [{ url, secret: 'x' }, '/secret', 'There is no such field.'],
  ])('is not made of %j', async (json, pointer, detail) => {
    const { create, webhooks } = aDoor();

    expect(await create({ json })).toMatchObject({
      ...problem(400, 'invalid-request'),
      body: { errors: [{ pointer, detail: expect.stringContaining(detail) }] },
    });
    expect(webhooks.records.get('acc_shop')).toHaveLength(2);
  });

  test('is one too many, or has had too many secrets', async () => {
    const { create, rotate } = aDoor();
    for (let count = 0; count < 8; count += 1) await create({ json: { url } });
    for (let count = 0; count < 4; count += 1) await rotate({ path });

    expect(await create({ json: { url } })).toMatchObject(problem(409, 'too-many-webhooks'));
    expect(await rotate({ path })).toMatchObject(problem(409, 'secret-rotated-lately'));
  });

  test('takes the same again, as after a lost answer: a change is made once, and the first secret signs on', async () => {
    const { change, rotate, webhooks } = aDoor();
    const changes = { path, json: { url: `${url}/2`, enabled: true } };

    expect(await change(changes)).toEqual(await change(changes));
    const { body: unseen } = await rotate({ path });
    const { body: seen } = await rotate({ path });

    const [recorded] = webhooks.records.get('acc_shop') ?? [];
    const signing = [seen.secret, unseen.secret, mine.secrets[0].value];
    expect(recorded?.secrets.map(({ value }) => value)).toEqual(signing);
  });

  test('is tested, and what the receiver said is told', async () => {
    const attempt = { at: now.toISOString(), status: 200, error: null, milliseconds: 0, answer: 'ok' };

    expect(await aDoor().test({ path })).toMatchObject({ status: 200, body: { delivered: true, attempt } });
    expect(await aDoor({ answer: { problem: 'It was refused.' } }).test({ path })).toMatchObject({
      status: 200,
      body: { delivered: false, attempt: { ...attempt, status: null, error: 'It was refused.', answer: null } },
    });
  });

  test('is not tested while another test of its account is under way', async () => {
    const door = aDoor();
    const [first, second] = await Promise.all([door.test({ path }), door.test({ path: { webhook: disabled.id } })]);

    expect(first.status).toBe(200);
    expect(second).toMatchObject({ ...problem(409, 'request-in-flight'), headers: { 'retry-after': '2' } });
  });
});

describe('deliveries', () => {
  test('are listed with what became of them', async () => {
    const [first, second] = [failed(), failed({ createdAt: '2030-06-01T12:01:00.000Z', state: { name: 'delivered' } })];
    const waiting = failed({
      createdAt: '2030-06-01T12:02:00.000Z',
      state: { name: 'waiting', dueAt: '2030-06-01T13:00:00.000Z', tries: 2 },
    });
    const { deliveriesOf, newsOf } = aDoor({ deliveries: [first, second, waiting] });

    const { body } = await deliveriesOf({ path });
    const { body: page } = await newsOf({ path: { id: message.id }, query: { limit: '2' } });
    const { body: last } = await newsOf({ path: { id: message.id }, query: { limit: '2', cursor: page.cursor } });

    expect(body.cursor).toBeNull();
    expect(body.deliveries).toMatchObject([
      { id: waiting.id, status: 'pending', nextAttemptAt: '2030-06-01T13:00:00.000Z', reason: null },
      { id: second.id, status: 'delivered', nextAttemptAt: null },
      {
        id: first.id,
        webhook: mine.id,
        type: 'message.delivered',
        message: message.id,
        status: 'failed',
        reason: 'attempts_exhausted',
        createdAt: now.toISOString(),
        attempts: [
          { ...attempts[0], status: null, answer: null },
          { ...attempts[1], error: 'HTTP 500.' },
        ],
      },
    ]);
    expect([...page.deliveries, ...last.deliveries]).toEqual(body.deliveries);
    expect(last.cursor).toBeNull();
    expect((await deliveriesOf({ path, query: { status: 'failed' } })).body.deliveries).toMatchObject([
      { id: first.id },
    ]);
    expect(await deliveriesOf({ path, query: { cursor: 'x' } })).toMatchObject(problem(400, 'invalid-cursor'));
  });

  test('are as many on a page as an answer has room for', async () => {
    // As much as there may be: each byte of an answer is escaped twice.
    const answer = '\u0001'.repeat(500);
    const large = Array.from({ length: 20 }, () => ({ at: now.toISOString(), status: 500, milliseconds: 1, answer }));
    const deliveries = Array.from({ length: 100 }, () => failed({ attempts: large }));
    const { deliveriesOf } = aDoor({ deliveries });

    const { body: first } = await deliveriesOf({ path, query: { limit: '100' } });
    const { body: second } = await deliveriesOf({ path, query: { limit: '100', cursor: first.cursor } });

    expect(first.deliveries.length).toBeGreaterThan(60);
    expect(Buffer.byteLength(JSON.stringify(JSON.stringify(first)))).toBeLessThan(6 * 1024 * 1024);
    expect(second.cursor).toBeNull();
    const ids = [...first.deliveries, ...second.deliveries].map(({ id }: Delivery) => id);
    expect(new Set(ids).size).toBe(100);
  });

  test('that failed are redelivered, one or all of a time', async () => {
    const before = failed();
    const { redeliver, redeliverFailed, errandsOf } = aDoor({ deliveries: [before] });

    expect(await redeliver({ path: { ...path, delivery: before.id } })).toMatchObject({
      status: 202,
      body: { id: before.id, status: 'pending', nextAttemptAt: now.toISOString(), attempts: [{}, {}] },
    });
    const range = { since: '2030-05-31T22:00:00.000Z', until: now.toISOString() };
    expect(await redeliverFailed({ path, json: { since: '2030-06-01T00:00:00+02:00' } })).toMatchObject({
      status: 202,
      body: range,
    });
    expect(errandsOf.get(mine.id)).toMatchObject(range);
    expect(await redeliverFailed({ path, json: { since: 'yesterday' } })).toMatchObject(
      problem(400, 'invalid-request'),
    );
  });

  test('are redelivered once where that is asked for again, as after a lost answer', async () => {
    const before = failed();
    const { redeliver, redeliverFailed, errandsOf } = aDoor({ deliveries: [before] });
    const one = { path: { ...path, delivery: before.id } };
    const all = { path, json: { since: '2030-06-01T00:00:00Z' } };

    expect(await redeliver(one)).toEqual(await redeliver(one));
    expect(await redeliverFailed(all)).toEqual(await redeliverFailed(all));
    expect(errandsOf.get(mine.id)).toMatchObject({ since: '2030-06-01T00:00:00.000Z', until: now.toISOString() });
  });

  test('are not redelivered to a webhook that is disabled', async () => {
    const before = failed({ webhook: disabled.id });
    const { redeliver, redeliverFailed } = aDoor({ deliveries: [before] });
    const path = { webhook: disabled.id, delivery: before.id };

    expect(await redeliver({ path })).toMatchObject(problem(409, 'webhook-disabled'));
    expect(await redeliverFailed({ path, json: { since: now.toISOString() } })).toMatchObject(
      problem(409, 'webhook-disabled'),
    );
  });
});

/** Each operation on a webhook; those that take it away come last. */
const onWebhook = [
  'get',
  'change',
  'rotate',
  'test',
  'deliveriesOf',
  'redeliver',
  'redeliverFailed',
  'remove',
] as const;

describe.each(onWebhook)("invariant 11: %s does not tell another account's webhook from none", (operation) => {
  const ask = (webhook: string, door = aDoor()) => {
    const json = { change: { enabled: false }, redeliverFailed: { since: now.toISOString() } };
    const body = operation in json ? { json: json[operation as keyof typeof json] } : {};
    return door[operation]({ path: { webhook, delivery: aDelivery().id }, ...body });
  };

  test.each([theirs.id, 'nonsense'])('%s', async (id) => {
    const door = aDoor();
    const missing = await ask('wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW');

    expect(missing).toMatchObject(problem(404, 'not-found'));
    expect(await ask(id, door)).toEqual(missing);
    expect(door.webhooks.records.get('acc_other')).toEqual([theirs]);
    expect(door.errandsOf.size).toBe(0);
  });
});

test("invariant 11: another account's deliveries are neither listed nor redelivered", async () => {
  const other = failed({ webhook: theirs.id, account: 'acc_other', message: theirMessage.id });
  // What a mistake of the feed's would make.
  const astray = failed({ webhook: mine.id, account: 'acc_other' });
  const { deliveriesOf, newsOf, redeliver, list } = aDoor({ deliveries: [other, astray] });
  const missing = 'msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

  expect((await deliveriesOf({ path })).body.deliveries).toEqual([]);
  expect((await newsOf({ path: { id: message.id } })).body.deliveries).toEqual([]);
  for (const id of [theirMessage.id, 'nonsense']) {
    expect(await newsOf({ path: { id } })).toEqual(await newsOf({ path: { id: missing } }));
  }
  for (const delivery of [other.id, astray.id, 'nonsense']) {
    expect(await redeliver({ path: { ...path, delivery } })).toMatchObject(problem(404, 'not-found'));
  }
  expect(JSON.stringify((await list()).body)).not.toContain('Theirs');
});

test.each([
  ['webhooks:write', ['list', 'get', 'deliveriesOf', 'newsOf']],
  ['webhooks:read', ['create', 'change', 'remove', 'rotate', 'test', 'redeliver', 'redeliverFailed']],
] as const)('a key with %s alone may not %j', async (scope, refused) => {
  const door = aDoor({ principal: aPrincipal({ scopes: [scope, 'messages:send', 'messages:read'] }) });

  for (const operation of refused) expect(await door[operation]({ path })).toMatchObject({ status: 403 });
});
