import Ajv from 'ajv/dist/2020.js';
import type { SQSRecord } from 'aws-lambda';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../functions/accounts/account.ts';
import { eventSchemas } from '../../../functions/api/event-schemas.ts';
import { sendBody } from '../../../functions/contract/send.ts';
import { sendRequested } from '../../../functions/events/send-requested.ts';
import { sendRequestOf } from '../../../functions/http/send-request.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { directCalls } from '../../../functions/messages/jobs.ts';
import { aContext, anAccount } from '../../support/clients/api-events.ts';
import { memoryQuota } from '../../support/fakes/memory-quota.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { publishing } from '../../support/fakes/published-events.ts';
import { messageServiceOver } from '../../support/model/message-service.ts';
import { rules, swissMobiles } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const validateEvent = new Ajv.default({ strict: false, validateFormats: false }).compile(eventSchemas());

const shop = anAccount({ id: `acc_${'A'.repeat(22)}` });
const penniless = anAccount({ id: `acc_${'D'.repeat(22)}`, metered: true });
const modest = anAccount({ id: `acc_${'E'.repeat(22)}`, messagesPerMinute: 1 });
const poor = anAccount({ id: `acc_${'F'.repeat(22)}`, messagesPerDay: 1 });
const closed = anAccount({ id: `acc_${'B'.repeat(22)}`, disabled: true });

const body = { account: shop.id, to: '+41791234567', text: 'Your order is on its way.', reference: 'order-7' };

const anEventOf = (detail: unknown, id = 'event-1', time?: string) =>
  JSON.stringify({ id, source: 'shop.orders', time, detail });

const sentAt = new Date('2030-06-01T12:00:00Z');

const records = (bodies: readonly string[], receiveCount: number): SQSRecord[] =>
  bodies.map((text, index) => ({
    messageId: `sqs-${index}`,
    receiptHandle: 'handle',
    body: text,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentAt.getTime()),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:requests',
    awsRegion: 'eu-central-1',
  }));

const requests = (failure?: Error) => {
  const quota = memoryQuota();
  const service = messageServiceOver(memoryStore(), quota);
  const bus = publishing();
  const times: (Date | undefined)[] = [];
  const accounts = new Map<string, Account>(
    [shop, penniless, modest, poor, closed].map((account) => [account.id, account]),
  );
  const run = sendRequested({
    accounts: { findAccount: async (id) => accounts.get(id) },
    send: service.send,
    doJob: (job, deadline) => (failure === undefined ? service.doJob(job, deadline) : Promise.reject(failure)),
    rules: ({ metered = false, messagesPerMinute, messagesPerDay }) => ({
      ...rules,
      metered,
      limits: {
        ...(messagesPerMinute !== undefined && { perMinute: messagesPerMinute }),
        ...(messagesPerDay !== undefined && { perDay: messagesPerDay }),
      },
    }),
    tell: async (events, at) => {
      times.push(at);
      return bus.publish(events);
    },
    maxReceives: 5,
    clock: () => new Date(service.deadline(0)),
  });
  const receiveFor = async (receiveCount: number, ...bodies: string[]) => {
    const { batchItemFailures } = await run({ Records: records(bodies, receiveCount) }, aContext());
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return {
    ...service,
    quota,
    bus,
    /** When what was told occurred. */
    times,
    /** As `POST /v1/messages` does, with the header. */
    post: async (json: object, key: string) =>
      service.send(
        sendRequestOf(v.parse(sendBody, json), shop, key, new Date(service.deadline(0))),
        { ...rules, metered: false },
        service.deadline(),
      ),
    /** For the first time. */
    receive: (...bodies: string[]) => receiveFor(1, ...bodies),
    receiveFor,
  };
};

describe('an event that asks for a message', () => {
  test('is sent', async () => {
    const { receive, upstream, store, bus } = requests();

    expect(await receive(anEventOf(body))).toEqual([]);
    expect(upstream.handOvers).toMatchObject([{ to: ['+41791234567'], text: body.text, type: 'text' }]);
    expect([...store.records.values()]).toMatchObject([{ account: shop.id, reference: 'order-7', status: 'queued' }]);
    expect(bus.events).toEqual([]);
  });

  test('is sent once, however often it comes', async () => {
    const { receive, upstream, bus } = requests();

    await receive(anEventOf(body));
    expect(await receive(anEventOf(body), anEventOf(body))).toEqual([]);

    expect(upstream.recipients()).toEqual(['+41791234567']);
    expect(bus.events).toEqual([]);
  });

  test('may have null for what is optional, and is the same request without', async () => {
    const { receive, upstream, bus } = requests();
    const nulls = { sender: null, scheduledAt: null, metadata: null, type: null };

    await receive(anEventOf(body));
    expect(await receive(anEventOf({ ...body, ...nulls }))).toEqual([]);

    expect(upstream.recipients()).toEqual(['+41791234567']);
    expect(bus.events).toEqual([]);
  });

  test('is another request when its id is another', async () => {
    const { receive, upstream } = requests();

    await receive(anEventOf(body, 'event-1'), anEventOf(body, 'event-2'));

    expect(upstream.recipients().length).toBe(2);
  });

  test('comes again while its first run may still be at work', async () => {
    const { receive, store, upstream } = requests();
    upstream.script.handOver = () => new Promise(() => {});
    void receive(anEventOf(body));
    await new Promise((resolve) => setImmediate(resolve));

    expect(await receive(anEventOf(body))).toEqual(['sqs-0']);
    expect([store.writes.inserts, upstream.handOvers.length]).toEqual([1, 1]);
  });
});

describe('an idempotency key', () => {
  const { account: _, ...asked } = body;
  const keyed = (key: unknown, id?: string, change: object = {}) =>
    anEventOf({ ...body, idempotencyKey: key, ...change }, id);

  test('makes one message of two events', async () => {
    const { receive, upstream, bus } = requests();

    expect(await receive(keyed('order-1', 'event-1'))).toEqual([]);
    expect(await receive(keyed('order-1', 'event-2'))).toEqual([]);

    expect(upstream.recipients()).toEqual(['+41791234567']);
    expect(bus.events).toEqual([]);
  });

  test('makes two messages of an event that comes with two', async () => {
    const { receive, upstream } = requests();

    await receive(keyed('order-1'), keyed('order-2'));

    expect(upstream.recipients().length).toBe(2);
  });

  test('is the same over HTTPS, whichever door comes first', async () => {
    const { receive, post, upstream, bus } = requests();

    await receive(keyed('order-1'));
    expect(await post(asked, 'order-1')).toMatchObject({ replayed: true });
    expect(await post(asked, 'order-2')).toMatchObject({ replayed: false });
    expect(await receive(keyed('order-2', 'event-2'))).toEqual([]);

    expect(upstream.recipients().length).toBe(2);
    expect(bus.events).toEqual([]);
  });

  test('is of its account alone', async () => {
    const { receive, upstream } = requests();

    await receive(keyed('order-1'), keyed('order-1', 'event-2', { account: modest.id }));

    expect(upstream.recipients().length).toBe(2);
  });

  test.each([
    ['an event', (request: ReturnType<typeof requests>) => request.receive(keyed('order-1'))],
    ['a request over HTTPS', ({ post }: ReturnType<typeof requests>) => post(asked, 'order-1')],
  ])('with another request than that of %s is answered, and sends nothing', async (__, first) => {
    const service = requests();
    await first(service);

    expect(await service.receive(keyed('order-1', 'event-2', { text: 'Another' }))).toEqual([]);

    expect(service.bus.events).toMatchObject([
      {
        detail: {
          eventId: 'event-2/rejected',
          problem: { type: 'urn:textgate:problem:idempotency-key-reused', errors: [] },
          messages: [],
        },
      },
    ]);
    expect(service.upstream.handOvers.length).toBe(1);
  });

  test('has its event come again while another request with it may be at work', async () => {
    const { receive, post, upstream, bus } = requests();
    upstream.script.handOver = () => new Promise(() => {});
    void post(asked, 'order-1');
    await new Promise((resolve) => setImmediate(resolve));

    expect(await receive(keyed('order-1'))).toEqual(['sqs-0']);
    expect(bus.events).toEqual([]);
  });

  test.each([null, undefined, ''])('that is %j is none: the event itself is sent once', async (none) => {
    const { receive, upstream } = requests();

    await receive(keyed(none, 'event-1'), keyed(none, 'event-2'));
    await receive(anEventOf(body, 'event-1'));

    expect(upstream.recipients().length).toBe(2);
  });

  test.each([' ', 'two words', 'größer', 'x'.repeat(256), 'line\n', {}, ['a'], true, 1.5])(
    'that is none of the form of the header is answered: %j',
    async (key) => {
      const { receive, bus, upstream } = requests();

      expect(await receive(keyed(key))).toEqual([]);

      expect(bus.events).toMatchObject([
        { detail: { problem: { errors: [{ pointer: '/idempotencyKey', code: 'invalid' }] } } },
      ]);
      expect(upstream.handOvers).toEqual([]);
    },
  );
});

test('an empty text is none where there may be none, as EventBridge puts it in for what an event lacks', async () => {
  const { receive, post, bus } = requests();
  const required = { to: body.to, text: body.text };

  await receive(
    anEventOf({ ...required, account: shop.id, idempotencyKey: 'o-1', sender: '', reference: '', type: '' }),
  );

  expect(bus.events).toEqual([]);
  expect(await post(required, 'o-1')).toMatchObject({ replayed: true });
});

test('whole numbers are read as their digits, as EventBridge puts them in from an event', async () => {
  const { receive, post, upstream, bus } = requests();
  const metadata = { order: 4711 };
  const detail = { account: shop.id, to: [41791234567], text: 123456, reference: 4711, metadata, idempotencyKey: 4711 };

  expect(await receive(anEventOf(detail))).toEqual([]);

  expect(upstream.handOvers).toMatchObject([{ to: ['+41791234567'], text: '123456' }]);
  const asText = { to: ['41791234567'], text: '123456', reference: '4711', metadata: { order: '4711' } };
  expect(await post(asText, '4711')).toMatchObject({ replayed: true });
  expect(bus.events).toEqual([]);
});

describe('the values of an event', () => {
  test('arrive exactly, whatever kind they are in the event', async () => {
    const { receive, upstream } = requests();
    const note = 'He said "C:\\temp\\new" {and}\r\nleft <b>: größer 😀';

    await receive(anEventOf({ ...body, text: '{n}: {note} {{x}}', values: { n: 42, note } }));
    await receive(
      anEventOf({ ...body, to: undefined, recipients: [{ to: 41791234568, values: { n: 7 } }], text: '{n}' }, 'e-2'),
    );

    expect(upstream.handOvers).toMatchObject([{ text: `42: ${note} {x}` }, { to: ['+41791234568'], text: '7' }]);
  });

  test.each([
    ['an empty text, which EventBridge puts in for a field that the event lacks', '', 'is missing'],
    ['nothing', undefined, 'is missing'],
    ['an object', { first: 'Ada' }, 'is neither'],
  ])('are none where there is %s', async (_, name, problem) => {
    const { receive, upstream, bus } = requests();

    await receive(anEventOf({ ...body, text: 'Hi {name}', values: { name } }));

    const errors = [
      { pointer: '/values', code: 'invalid_values', detail: expect.stringContaining(`{name} ${problem}`) },
    ];
    expect(bus.events).toMatchObject([{ detailType: 'SMS Send Rejected', detail: { problem: { errors } } }]);
    expect(upstream.handOvers).toEqual([]);
  });

  test('are told of with the place of their recipient', async () => {
    const { receive, bus } = requests();
    const recipients = [
      { to: '+41791234567', values: { n: '' } },
      { to: '+41791234568', values: { n: 1 } },
      { to: '1' },
    ];

    await receive(anEventOf({ ...body, to: undefined, recipients, text: '{n}' }));

    const errors = [{ pointer: '/recipients/0/values' }, { pointer: '/recipients/2/to' }];
    expect(bus.events).toMatchObject([{ detail: { recipients: [1], problem: { errors } } }]);
  });
});

test('the same values at both doors are the same request under its key', async () => {
  const { receive, post, bus } = requests();
  const json = { to: '+41791234567', text: 'Order {n}, {price}', values: { n: 4711, price: 12.5 } };

  await receive(anEventOf({ ...json, account: shop.id, idempotencyKey: 'k-1' }));

  expect(await post(json, 'k-1')).toMatchObject({ replayed: true });
  expect(bus.events).toEqual([]);
});

describe('the validity of an event', () => {
  test.each([
    ['has not ended', '2030-06-01T11:59:01Z', 1],
    ['has ended', '2030-06-01T11:59:00Z', 0],
  ])('counts from the time of the event, and %s', async (_, time, sent) => {
    const { receive, upstream, bus } = requests();

    // As digits, too: so a field of an event may come.
    expect(await receive(anEventOf({ ...body, validFor: '60' }, 'e-1', time))).toEqual([]);

    expect(upstream.handOvers).toHaveLength(sent);
    const rejected = { detail: { problem: { errors: [{ pointer: '/validFor', code: 'validity_ended' }] } } };
    expect(bus.events).toMatchObject(sent === 1 ? [] : [rejected]);
  });

  test.each([
    ['has not ended', 59_999, 1],
    ['has ended', 60_000, 0],
  ])('without a time counts from when the request was put into the queue, and %s', async (_, waited, sent) => {
    const { receive, upstream, pass } = requests();
    await pass(waited);

    await receive(anEventOf({ ...body, validFor: 60 }));

    expect(upstream.handOvers).toHaveLength(sent);
  });

  test('is not longer for a time that lies ahead', async () => {
    const { receive, store } = requests();

    await receive(anEventOf({ ...body, validFor: 60 }, 'e-1', '2030-06-01T18:00:00Z'));

    expect([...store.records.values()]).toMatchObject([{ validUntil: '2030-06-01T12:01:00.000Z' }]);
  });

  test('has ended when it comes again: what it has sent is not taken back', async () => {
    const { receive, upstream, bus, pass } = requests();
    const event = anEventOf({ ...body, validFor: 60 }, 'e-1', '2030-06-01T12:00:00Z');

    await receive(event);
    await pass(120_000);

    expect(await receive(event)).toEqual([]);
    expect([upstream.handOvers.length, bus.events]).toEqual([1, []]);
  });

  test.each(['', null])('is none where it is %j', async (nothing) => {
    const { receive, store } = requests();

    await receive(anEventOf({ ...body, validFor: nothing, validUntil: nothing, encoding: nothing }));

    expect([...store.records.values()].map(({ validUntil }) => validUntil)).toEqual([undefined]);
  });
});

test('an event of an account that has sent all it may in a minute comes again, and is sent then', async () => {
  const { receive, bus, upstream, quota } = requests();
  await receive(anEventOf({ ...body, account: modest.id }, 'event-1'));

  expect(await receive(anEventOf({ ...body, account: modest.id }, 'event-2'))).toEqual(['sqs-0']);
  quota.counts.clear();
  expect(await receive(anEventOf({ ...body, account: modest.id }, 'event-2'))).toEqual([]);

  expect(upstream.handOvers.length).toBe(2);
  expect(bus.events).toEqual([]);
});

test('an event that has waited its turn to the last try is answered, and not given up without a word', async () => {
  const { receive, receiveFor, bus, upstream } = requests();
  const waiting = anEventOf({ ...body, account: modest.id }, 'event-2');
  await receive(anEventOf({ ...body, account: modest.id }, 'event-1'));

  expect(await receiveFor(4, waiting)).toEqual(['sqs-0']);
  expect(await receiveFor(5, waiting)).toEqual([]);

  expect(bus.events).toMatchObject([
    { detail: { eventId: 'event-2/rejected', problem: { type: 'urn:textgate:problem:rate-limited' } } },
  ]);
  expect(upstream.handOvers.length).toBe(1);
});

describe('an event that can never be sent', () => {
  test.each([
    ['no text', { ...body, text: undefined }, '/text'],
    ['an object as text', { ...body, text: { order: 7 } }, '/text'],
    ['a list as text', { ...body, text: ['Hello'] }, '/text'],
    ['null as text', { ...body, text: null }, '/text'],
    ['an empty text', { ...body, text: '' }, '/text'],
    ['a field that does not exist', { ...body, txt: 'x' }, '/txt'],
    ['a country that is not allowed', { ...body, to: '+33612345678' }, '/to'],
    ['an account that does not exist', { ...body, account: `acc_${'C'.repeat(22)}` }, '/account'],
    ['a disabled account', { ...body, account: closed.id }, '/account'],
    ['no account', { ...body, account: undefined }, '/account'],
    ['a time that is past', { ...body, scheduledAt: '2020-01-01T00:00:00Z' }, '/scheduledAt'],
    ['nothing in it', null, ''],
    ['a name that every object has a use for', { ...body, metadata: { constructor: 'x' } }, ''],
  ])('is answered with its problem: %s', async (_, detail, pointer) => {
    const { receive, upstream, bus, store } = requests();

    expect(await receive(anEventOf(detail))).toEqual([]);

    expect(bus.events).toMatchObject([
      {
        detailType: 'SMS Send Rejected',
        detail: {
          eventId: 'event-1/rejected',
          account: detail?.account ?? null,
          reference: detail?.reference ?? null,
          request: { id: 'event-1', source: 'shop.orders' },
          problem: { type: 'urn:textgate:problem:invalid-request', errors: [{ pointer }] },
          messages: [],
        },
      },
    ]);
    expect([upstream.handOvers.length, store.records.size]).toEqual([0, 0]);
  });

  test.each(['{"id":', '"text"', '{}', '{"id":"","source":"x","detail":{}}'])(
    'is answered though it is no event at all: %s',
    async (text) => {
      const { receive, bus } = requests();

      expect(await receive(text)).toEqual([]);
      expect(bus.events).toMatchObject([
        { detail: { eventId: 'sqs-0/rejected', request: { id: null, source: null }, account: null } },
      ]);
    },
  );

  test.each(['"to":"+41791234560"', '"t\\u006f" : "+41791234560"', '"metadata":{"a":"1","b":"}{","a":"2"}'])(
    'is answered when it names a member twice, for the last would count without a word: %s',
    async (again) => {
      const { receive, bus, upstream } = requests();

      expect(await receive(anEventOf(body).replace(/\}\}$/, `,${again}}}`))).toEqual([]);

      expect(bus.events).toMatchObject([
        {
          detail: {
            request: { id: 'event-1' },
            problem: {
              errors: [
                { pointer: '', code: 'malformed', detail: 'An object in the event has two members of the same name.' },
              ],
            },
          },
        },
      ]);
      expect(upstream.handOvers).toEqual([]);
    },
  );

  test('is another than one that uses a name in several objects', async () => {
    const { receive, upstream } = requests();

    await receive(anEventOf({ ...body, metadata: { to: '"to":', text: '{', account: '\\"' } }));

    expect(upstream.recipients()).toEqual(['+41791234567']);
  });

  test('is answered with no more than fits in an event', async () => {
    const { receive, bus } = requests();
    const long = 'x'.repeat(50_000);

    await receive(anEventOf({ ...body, to: Array(2_000).fill(''), reference: long, account: long }));

    expect(JSON.stringify(bus.events).length).toBeLessThan(60_000);
    expect(bus.events).toMatchObject([{ detail: { reference: null, account: null } }]);
  });

  test.each([
    ['numbers that are none', { to: Array.from({ length: 1000 }, (_, index) => `${'"'.repeat(200)}${index}`) }, 1000],
    [
      'names that cannot be',
      {
        metadata: Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n}${'\u0001'.repeat(200)}`, 'x'])),
      },
      200,
    ],
    ['one name of all its length', { ['\u0001'.repeat(40_000)]: 1 }, 1],
    ['one value of all its length', { type: '\u0001'.repeat(40_000) }, 1],
  ])('is answered with what fits in an event, and with how many errors there are: %s', async (_, parts, count) => {
    const { receive, bus } = requests();

    await receive(anEventOf({ ...body, ...parts }));

    const [event] = bus.events;
    const { errors, errorCount } = JSON.parse(JSON.stringify(event?.detail)).problem;
    expect(errorCount).toBe(count);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(100);
    expect(Buffer.byteLength(JSON.stringify(event?.detail))).toBeLessThan(200_000);
  });

  test('is answered when its id was used for another', async () => {
    const { receive, bus, upstream } = requests();

    await receive(anEventOf(body));
    expect(await receive(anEventOf({ ...body, text: 'Another' }))).toEqual([]);

    expect(bus.events).toMatchObject([
      { detail: { problem: { type: 'urn:textgate:problem:idempotency-key-reused', errors: [] } } },
    ]);
    expect(upstream.handOvers.length).toBe(1);
  });

  test('is answered, every time it comes, when the account has no credit', async () => {
    const { receive, bus, upstream } = requests();

    expect(await receive(anEventOf({ ...body, account: penniless.id }))).toEqual([]);
    expect(await receive(anEventOf({ ...body, account: penniless.id }))).toEqual([]);

    expect(bus.events).toMatchObject([
      { detail: { problem: { type: 'urn:textgate:problem:insufficient-credit' } } },
      { detail: { eventId: 'event-1/rejected' } },
    ]);
    expect(upstream.handOvers).toEqual([]);
  });

  test('is answered when the account has sent all it may in a day', async () => {
    const { receive, bus, upstream } = requests();
    await receive(anEventOf({ ...body, account: poor.id }, 'event-1'));

    expect(await receive(anEventOf({ ...body, account: poor.id }, 'event-2'))).toEqual([]);

    expect(bus.events).toMatchObject([{ detail: { problem: { type: 'urn:textgate:problem:rate-limited' } } }]);
    expect(upstream.handOvers.length).toBe(1);
  });

  test('does not repeat the text or a number', async () => {
    const { receive, bus } = requests();

    await receive(anEventOf({ ...body, to: '+33612345678' }));

    expect(JSON.stringify(bus.events)).not.toMatch(/612345678|on its way/);
  });

  test('comes again when the answer could not be published', async () => {
    const { receive, bus } = requests();
    bus.script.takes = () => false;
    expect(await receive(anEventOf({ ...body, to: 'nobody' }))).toEqual(['sqs-0']);

    delete bus.script.takes;
    expect(await receive(anEventOf({ ...body, to: 'nobody' }))).toEqual([]);
    expect(bus.events.length).toBe(1);
  });
});

test.each([
  [
    'its own, which is the same in each message that brings it',
    '2030-06-01T11:59:58Z',
    new Date('2030-06-01T11:59:58Z'),
  ],
  ["its message's, where it has none", undefined, sentAt],
  ["its message's, where its own lies ahead", '2031-01-01T00:00:00Z', sentAt],
  ["its message's, where its own is before all time", '1960-01-01T00:00:00Z', sentAt],
])('what is told of an event has one time, however often it comes again: %s', async (_, time, expected) => {
  const { receive, bus, times, pass } = requests();
  bus.script.takes = () => false;

  await receive(anEventOf({ ...body, to: 'nobody' }, 'event-1', time));
  await pass(60_000);
  await receive(anEventOf({ ...body, to: 'nobody' }, 'event-1', time));

  expect(times).toEqual([expected, expected]);
});

describe('an event of which some recipients get no message', () => {
  test('is told of one that is nested deeper than calls can be', async () => {
    const { receive, upstream, bus } = requests();
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

    expect(await receive(anEventOf({ ...body, to: ['+41791234567', 'deep'] }).replace('"deep"', deep))).toEqual([]);

    expect(upstream.recipients()).toEqual(['+41791234567']);
    expect(bus.events).toMatchObject([{ detail: { problem: { errors: [{ pointer: '/to/1' }] } } }]);
  });

  test('reads its recipients as the other doors do', async () => {
    const { receive, upstream, bus } = requests();

    await receive(anEventOf({ ...body, to: ['tel:+41-79-123-45-67', null, true, '', "'+41791234569"] }));

    expect(upstream.recipients()).toEqual(['+41791234567', '+41791234569']);
    expect(bus.events).toMatchObject([
      {
        detail: {
          problem: { errors: [{ pointer: '/to/1' }, { pointer: '/to/2' }, { pointer: '/to/3' }] },
        },
      },
    ]);
  });

  const mixed = anEventOf({ ...body, to: ['+41791234567', '+33612345678', '+41791234568'] });

  test('is sent to the others, and answered for these', async () => {
    const { receive, upstream, bus, store } = requests();

    expect(await receive(mixed)).toEqual([]);
    expect(upstream.recipients()).toEqual(['+41791234567', '+41791234568']);
    expect(bus.events).toMatchObject([
      {
        detail: {
          problem: { errors: [{ pointer: '/to/1', code: 'country_not_allowed' }] },
          messages: [...store.records.keys()],
        },
      },
    ]);
  });

  test('tells who got one where there are more errors than an event has room for', async () => {
    const { receive, bus, store } = requests();
    const good = new Map(swissMobiles(700).map((number, index) => [index + 150, number]));
    const to = Array.from({ length: 1000 }, (_, index) => good.get(index) ?? `${'\u0001'.repeat(30)}${index}x`);

    expect(await receive(anEventOf({ ...body, to }))).toEqual([]);

    const detail = JSON.parse(JSON.stringify(bus.events[0]?.detail));
    expect(detail.problem).toMatchObject({ errorCount: 300 });
    expect(detail.problem.errors).toHaveLength(100);
    expect(detail.messages).toHaveLength(700);
    expect(detail.recipients).toEqual([...good.keys()]);
    for (const [position, id] of detail.messages.entries()) {
      expect(store.records.get(id)?.to).toBe(to[detail.recipients[position]]);
    }
    expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(200_000);
    expect(validateEvent({ source: 'sms-gateway', 'detail-type': 'SMS Send Rejected', detail })).toBe(true);
  });

  test('sends nothing twice when it comes again because the answer could not be published', async () => {
    const { receive, upstream, bus } = requests();
    bus.script.takes = () => false;
    expect(await receive(mixed)).toEqual(['sqs-0']);

    delete bus.script.takes;
    expect(await receive(mixed)).toEqual([]);
    expect(upstream.recipients().length).toBe(2);
    expect(bus.events.length).toBe(1);
  });

  test('comes again for those that the store did not take, and is then sent to them alone', async () => {
    const { receive, upstream, bus, store, pass } = requests();
    store.hooks.isUnavailable = (_, { to }) => to === '+41791234568';
    expect(await receive(mixed)).toEqual(['sqs-0']);
    expect(bus.events).toEqual([]);

    store.hooks.isUnavailable = () => false;
    await pass(60_000);
    expect(await receive(mixed)).toEqual([]);
    expect(upstream.recipients()).toEqual(['+41791234567', '+41791234568']);
    expect(bus.events.length).toBe(1);
  });
});

describe('trouble of ours', () => {
  test('has the event come again, and only that one', async () => {
    const { receive, upstream, store } = requests();
    store.hooks.isUnavailable = (_, { to }) => to === '+41791234568';

    const failed = await receive(
      anEventOf(body, 'event-1'),
      anEventOf({ ...body, to: '+41791234568' }, 'event-2'),
      anEventOf(body, 'event-3'),
    );

    expect(failed).toEqual(['sqs-1']);
    expect(upstream.recipients().length).toBe(2);
  });
});

describe('a request with more texts than it waits for', () => {
  const many = {
    account: shop.id,
    text: 'Your code: {code}',
    recipients: swissMobiles(directCalls + 1).map((to, code) => ({ to, values: { code } })),
  };
  const bodyOf = (job: unknown) => JSON.stringify({ handOver: job });

  test('leaves a job on the queue, which hands them over and leaves none', async () => {
    const { receive, upstream, jobs, bus } = requests();
    expect(await receive(anEventOf(many))).toEqual([]);
    expect(upstream.handOvers).toEqual([]);
    const left = jobs.take();

    expect(await receive(...left.map(bodyOf))).toEqual([]);

    expect(upstream.recipients().sort()).toEqual(swissMobiles(directCalls + 1).sort());
    expect(jobs.waiting).toEqual([]);
    expect(bus.events).toEqual([]);
  });

  test('is done with when it comes again meanwhile', async () => {
    const { receive, jobs } = requests();
    await receive(anEventOf(many));
    jobs.take();

    expect(await receive(anEventOf(many))).toEqual([]);
    expect(jobs.waiting).toEqual([]);
  });

  test('has a job that is done with whatever becomes of it: sweeps do the rest', async () => {
    const { receive, jobs, bus } = requests(new StoreUnavailableError('The store could not be read.'));
    await receive(anEventOf(many));

    expect(await receive(...jobs.take().map(bodyOf))).toEqual([]);
    expect(bus.events).toEqual([]);
  });

  test.each([{}, { ids: 'all' }, { attempt: 'a', ids: [], forgetsTaken: true, lateRecords: 'lost' }])(
    'does not take for a job what is none: %o',
    async (job) => {
      const { receive, bus } = requests();

      await receive(bodyOf(job));

      expect(bus.events).toMatchObject([{ detail: { problem: { errors: [{ code: 'malformed' }] } } }]);
    },
  );
});
