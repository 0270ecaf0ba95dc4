import { describe, expect, test } from 'vitest';
import { messageView } from '../../../functions/api/message-view.ts';
import { sendMessages } from '../../../functions/api/send.ts';
import { dryRunReply } from '../../../functions/contract/dry-run.ts';
import { sendBody } from '../../../functions/contract/send.ts';
import { replyBytes, replyBytesOfRecipient } from '../../../functions/http/reply-size.ts';
import { sendRequestOf } from '../../../functions/http/send-request.ts';
import { validate } from '../../../functions/http/validate.ts';
import { RequestInFlightError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { planSend, type SendRequest, type SendRules } from '../../../functions/messages/plan.ts';
import { functionMillis } from '../../../functions/messages/time-budget.ts';
import bodies from '../../fixtures/cases/bodies.json' with { type: 'json' };
import { anAccount, aPrincipal, serving } from '../../support/clients/api-events.ts';
import { dryRunsBefore } from '../../support/model/dry-run.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, now, rules, swissMobiles } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const body = { to: '+41791234567', text: 'Your order is on its way.' };

/** The endpoint, with a log of what it asks of the message service. */
const aDoor = (principal = aPrincipal()) => {
  const service = aMessageService();
  const asked: { request: SendRequest; rules: SendRules; deadline: number }[] = [];
  const send: typeof service.send = (request, rules, deadline) => {
    asked.push({ request, rules, deadline });
    return service.send(request, rules, service.deadline());
  };
  const dryRun = dryRunsBefore(service);
  const post = serving(sendMessages({ send, dryRun, rules: () => rules }), principal);
  return { ...service, asked, dryRun, post };
};

const problemsOf = async (json: unknown) => {
  const { post, upstream } = aDoor();
  const { status, body } = await post({ json });
  if (status === 202) return [];
  expect({ status, sent: upstream.recipients() }).toEqual({ status: 400, sent: [] });
  return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
};

describe('POST /v1/messages', () => {
  test('answers 202 with the messages as their account sees them', async () => {
    const { post } = aDoor();

    const { status, headers, body: reply } = await post({ json: body });

    expect(status).toBe(202);
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(reply).toEqual({
      messages: [
        {
          id: expect.stringMatching(/^msg_/),
          to: '+41791234567',
          status: 'queued',
          text: 'Your order is on its way.',
          type: 'text',
          sender: null,
          segments: 1,
          encoding: 'gsm-7',
          reference: null,
          metadata: {},
          gatewayId: 'gw+41791234567',
          scheduledAt: null,
          createdAt: '2030-06-01T12:00:00.000Z',
          updatedAt: '2030-06-01T12:00:00.000Z',
        },
      ],
      rejected: [],
    });
  });

  test('asks for what the body says', async () => {
    const { post, asked } = aDoor();
    const metadata = { order: '7' };
    const json = { ...body, to: ['+41791234567', 'nobody'], type: 'flash', sender: 'Shop', reference: 'r', metadata };

    const scheduledAt = '2030-12-24T18:00:00+01:00';

    await post({ json: { ...json, scheduledAt }, headers: { 'idempotency-key': 'k-1' } });

    expect(asked[0]?.request).toEqual({
      ...json,
      account: 'acc_shop',
      listedIn: 'to',
      scheduledAt: new Date('2030-12-24T17:00:00Z'),
      idempotencyKey: 'k-1',
      asked: { ...json, scheduledAt },
    });
  });

  test('is refused where its answer would be larger than Lambda takes, and says how many recipients may be', async () => {
    const { post, asked } = aDoor();
    const metadata = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key-${index}`, 'x'.repeat(500)]));
    const json = { ...body, to: Array.from({ length: 1000 }, () => '+41791234567'), metadata };

    const { status, body: problem } = await post({ json });
    const most = Number(/at most (\d+) recipients/.exec(problem.detail)?.[1]);
    const second = await post({ json: { ...json, to: json.to.slice(0, most) } });

    expect([status, problem.type]).toEqual([413, 'urn:textgate:problem:payload-too-large']);
    expect(second.status).toBe(202);
    expect(asked).toHaveLength(1);
  });

  test('has room for all that a recipient brings, also for an id of the gateway that is none', async () => {
    const time = '2030-12-24T17:00:00.000Z';
    const largest = aMessage({
      ...{ to: `+${'1'.repeat(15)}`, sender: `+${'1'.repeat(15)}`, text: '', type: 'flash', status: 'indeterminate' },
      ...{ reason: { code: 'x'.repeat(40), text: 'x'.repeat(150) }, scheduledAt: time, validUntil: time, segments: 10 },
    });

    for (const length of [64, 65, 100_000]) {
      const view = messageView({ ...largest, upstreamId: '\u0001'.repeat(length) });
      expect(replyBytes(view)).toBeLessThan(replyBytesOfRecipient);
    }
    expect(messageView({ ...largest, upstreamId: '0'.repeat(23) }).gatewayId).toBe('0'.repeat(23));
  });

  test("ends in the function's time", async () => {
    const { post, asked } = aDoor();
    const start = Date.now();

    await post({ json: body });

    expect(asked[0]?.deadline).toBeGreaterThanOrEqual(start + functionMillis);
    expect(asked[0]?.deadline).toBeLessThan(Date.now() + 29_001);
  });

  test("uses the account's sender where the body names none", async () => {
    const { post, asked } = aDoor(aPrincipal({ account: anAccount({ sender: 'Shop' }) }));

    await post({ json: body });
    await post({ json: { ...body, sender: 'Other' } });

    expect(asked.map(({ request }) => request.sender)).toEqual(['Shop', 'Other']);
  });

  test('marks a replay', async () => {
    const { post } = aDoor();
    const request = { json: body, headers: { 'idempotency-key': 'k' } };
    const first = await post(request);

    const second = await post(request);

    expect(second.body).toEqual(first.body);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  });

  test('answers 422 to another body under the same key', async () => {
    const { post, upstream } = aDoor();
    const headers = { 'idempotency-key': 'k' };
    await post({ json: body, headers });

    const second = await post({ json: { ...body, text: 'Other' }, headers });

    expect(second.status).toBe(422);
    expect(second.body.type).toBe('urn:textgate:problem:idempotency-key-reused');
    expect(upstream.handOvers).toHaveLength(1);
  });

  test.each(['', ' ', 'a b', 'é', 'x'.repeat(256)])('refuses the key %j rather than not take it', async (key) => {
    const { post, asked } = aDoor();

    const { status } = await post({ json: body, headers: { 'idempotency-key': key } });

    expect(status).toBe(400);
    expect(asked).toEqual([]);
  });

  test.each([
    [new RequestInFlightError('in flight'), 409, 'request-in-flight'],
    [new StoreUnavailableError('overloaded.'), 503, 'store-unavailable'],
  ])('tells when to try again: %s', async (error, status, type) => {
    const post = serving(
      sendMessages({ send: () => Promise.reject(error), dryRun: aDoor().dryRun, rules: () => rules }),
    );

    const answer = await post({ json: body });

    expect(answer).toMatchObject({ status, headers: { 'retry-after': '2' } });
    expect(answer.body.type).toBe(`urn:textgate:problem:${type}`);
  });

  test('tells all that is wrong with the content, by field', async () => {
    const { post } = aDoor();

    const answer = await post({ json: { to: ['nobody'], text: '', sender: 'TwelveLetter' } });

    expect(answer.status).toBe(400);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/text',
      '/sender',
      '/to/0',
    ]);
  });
});

describe('POST /v1/messages?dryRun=true', () => {
  const query = { dryRun: 'true' };

  test('answers 200 with what would be, and asks for no send', async () => {
    const { post, asked } = aDoor();

    const answer = await post({ json: { ...body, to: [body.to, 'nobody'], encoding: 'smart', text: 'l’été' }, query });

    const nothing = { country: null, sendAt: null };
    const text = { encoding: 'gsm-7', segments: 1, credits: 0 };
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        recipients: [
          { index: 0, to: body.to, country: 'CH', verdict: 'send', detail: null, ...text, sendAt: now.toISOString() },
          { index: 1, to: 'nobody', verdict: 'invalid_number', detail: expect.any(String), ...text, ...nothing },
        ],
        replaced: [{ from: '’', to: "'", count: 1 }],
        ucs2Characters: [],
        credits: 0,
      },
    ]);
    expect(validate(dryRunReply, answer.body, '')).toEqual(answer.body);
    expect(asked).toEqual([]);
  });

  test('does not look the idempotency key up', async () => {
    const { post, store } = aDoor();
    const headers = { 'idempotency-key': 'k' };

    const first = await post({ json: body, headers, query });
    const second = await post({ json: { ...body, text: 'Other' }, headers, query });

    expect([first.status, second.status, store.history]).toEqual([200, 200, []]);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
  });

  test('is refused for its content as the send is', async () => {
    const { post } = aDoor();

    const answer = await post({ json: { ...body, text: '' }, query });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/text' }] } });
  });

  test.each([
    [{ dryRun: 'True' }, '?dryRun', 'invalid'],
    [{ dryRun: '' }, '?dryRun', 'invalid'],
    [{ dryrun: 'true' }, '?dryrun', 'unknown_field'],
  ])('a slip in the parameter sends nothing: %j', async (slip, pointer, code) => {
    const { post, asked } = aDoor();

    const answer = await post({ json: body, query: slip });

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer, code }] } });
    expect(asked).toEqual([]);
  });

  test('with `false` it is a send', async () => {
    const { post, asked } = aDoor();

    expect((await post({ json: body, query: { dryRun: 'false' } })).status).toBe(202);
    expect(asked).toHaveLength(1);
  });
});

describe('a body that another one told of', () => {
  test.each(bodies.cases)('$why', async ({ body: json, answer }) => {
    const { post } = aDoor();

    const { status, body } = await post({ json });

    expect(status).toBe(answer.status);
    if (answer.status === 202) {
      expect(body.messages).toHaveLength(answer.messages ?? 0);
      expect(body.rejected).toMatchObject(answer.rejected ?? []);
      expect(body.rejected).toHaveLength(answer.rejected?.length ?? 0);
    } else {
      expect(body.errors).toMatchObject([{ pointer: answer.pointer }]);
    }
  });
});

describe('null for an optional field', () => {
  const nulls = { sender: null, reference: null, scheduledAt: null, metadata: null, type: null };

  test('is the same as leaving it out, also where the request is repeated', async () => {
    const { post, asked } = aDoor(aPrincipal({ account: anAccount({ sender: 'Shop' }) }));
    const headers = { 'idempotency-key': 'k' };

    const without = await post({ json: body, headers });
    const withNulls = await post({ json: { ...body, ...nulls }, headers });

    expect(withNulls.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(withNulls.body).toEqual(without.body);
    expect(asked[1]?.request).toEqual(asked[0]?.request);
  });

  test('leaves an entry of the metadata out', async () => {
    const { post, asked } = aDoor();
    const twenty = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, 'v']));

    const { body: reply } = await post({ json: { ...body, metadata: { ...twenty, none: null } } });
    await post({ json: { ...body, metadata: twenty } });

    expect(reply.messages[0].metadata).toEqual(twenty);
    expect(asked[0]?.request).toEqual(asked[1]?.request);
  });
});

test('a bad recipient of any shape is answered in few words, and does not sink the others', async () => {
  const { post } = aDoor();
  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  const long = JSON.stringify({ long: 'x'.repeat(50_000) });
  const json = `{"to":["+41791234567",${deep},${long},"\\ud83d"],"text":"hi"}`;

  const answer = await post({ body: json, headers: { 'idempotency-key': 'k' } });
  const again = await post({ body: json, headers: { 'idempotency-key': 'k' } });

  expect([answer.status, again.status]).toEqual([202, 202]);
  expect(answer.body.messages).toHaveLength(1);
  expect(answer.body.rejected.map(({ to }: { to: string }) => to)).toEqual([
    '["…"]',
    expect.stringMatching(/^\{"long":"x+…$/),
    '\ufffd',
  ]);
  for (const { to } of answer.body.rejected) expect(to.length).toBeLessThanOrEqual(64);
});

test('requests are told apart by what is no text, and known again', async () => {
  const { post } = aDoor();
  const headers = { 'idempotency-key': 'k' };
  const sendTo = (entry: unknown) => post({ json: { ...body, to: ['+41791234567', entry] }, headers });

  const statuses = [await sendTo(791234568), await sendTo(791234568), await sendTo('791234568'), await sendTo(null)];

  expect(statuses.map(({ status }) => status)).toEqual([202, 202, 422, 422]);
});

test('a key that was used under version 0.1.0 is known again: fingerprints are as they were', () => {
  const fingerprintOf = (json: object) =>
    planSend(sendRequestOf(validate(sendBody, json, ''), anAccount(), 'k-1', now), rules, { now, attempt: 'attempt' })
      .fingerprint;

  expect(fingerprintOf({ to: '079 123 45 67', text: 'hi' })).toBe('QaDOPSj1_9XJBImekiEkKWWarA49UOs69nPDibL42Mc');
  expect(
    fingerprintOf({
      to: ['+41791234567', '0791234568'],
      text: 'hi',
      type: 'flash',
      sender: 'Shop',
      reference: 'r',
      scheduledAt: '2030-12-24T18:00:00+01:00',
      metadata: { b: '1', a: '2' },
    }),
  ).toBe('lQJByvsETiQpJ64XoURUX-3CHTZyiC6akMIu_9X1ptE');
});

describe('the form of the body', () => {
  test.each<[string, unknown, [string, string][]]>([
    [
      'nothing',
      {},
      [
        ['/to', 'required'],
        ['/text', 'required'],
      ],
    ],
    [
      'a list',
      [],
      [
        ['/to', 'required'],
        ['/text', 'required'],
      ],
    ],
    ['null', null, [['', 'invalid']]],
    ['a text', 'hello', [['', 'invalid']]],
    ['an unknown field', { ...body, Text: 'x' }, [['/Text', 'unknown_field']]],
    ['an unknown field to be escaped', { ...body, 'a/b~c': 1 }, [['/a~1b~0c', 'unknown_field']]],
    [
      'wrong types throughout',
      { to: 1, text: 2, sender: 3, scheduledAt: 4, type: 5, reference: 6, metadata: 7 },
      [
        ['/to', 'invalid'],
        ['/text', 'invalid'],
        ['/sender', 'invalid'],
        ['/scheduledAt', 'invalid'],
        ['/type', 'invalid'],
        ['/reference', 'invalid'],
        ['/metadata', 'invalid'],
      ],
    ],
    [
      'null for what is required',
      { to: null, text: null },
      [
        ['/to', 'required'],
        ['/text', 'required'],
      ],
    ],
    ['an empty recipient', { ...body, to: '' }, [['/to', 'invalid']]],
    ['no recipients', { ...body, to: [] }, [['/to', 'invalid']]],
    ['a bad recipient alone in a list', { ...body, to: [''] }, [['/to/0', 'invalid_number']]],
    [
      'bad recipients alone',
      { ...body, to: [null, 41791234567, {}, [], false, '0'.repeat(300)] },
      Array.from({ length: 6 }, (_, index): [string, string] => [`/to/${index}`, 'invalid_number']),
    ],
    ['an unknown type', { ...body, type: 'mms' }, [['/type', 'invalid']]],
    ['an empty reference', { ...body, reference: '' }, [['/reference', 'invalid']]],
    [
      'half a surrogate pair',
      { ...body, reference: '\ud83d', metadata: { a: '\ude00' } },
      [
        ['/reference', 'invalid'],
        ['/metadata/a', 'invalid'],
      ],
    ],
    [
      'metadata that are no texts',
      { ...body, metadata: { a: 1, b: { c: 'd' } } },
      [
        ['/metadata/a', 'invalid'],
        ['/metadata/b', 'invalid'],
      ],
    ],
  ])('%s is refused, field by field', async (_, json, problems) => {
    expect(await problemsOf(json)).toEqual(problems);
  });

  const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));

  test.each<[string, object, object]>([
    ['recipients', { to: swissMobiles(1000) }, { to: Array(1001).fill('+41791234567') }],
    ['characters of a reference', { reference: 'r'.repeat(100) }, { reference: 'r'.repeat(101) }],
    ['metadata entries', { metadata: entries(20) }, { metadata: entries(21) }],
    ['characters of a metadata key', { metadata: { ['k'.repeat(40)]: '' } }, { metadata: { ['k'.repeat(41)]: '' } }],
    ['characters of a metadata value', { metadata: { k: 'v'.repeat(500) } }, { metadata: { k: 'v'.repeat(501) } }],
    ['characters of a sender', { sender: 'ElevenChars' }, { sender: 'TwelveLetter' }],
    ['segments of a text', { text: 'x'.repeat(1530) }, { text: 'x'.repeat(1531) }],
  ])('the most %s', async (_, most, tooMany) => {
    expect(await problemsOf({ ...body, ...most })).toEqual([]);
    expect(await problemsOf({ ...body, ...tooMany })).toHaveLength(1);
  });

  test.each([
    '2030-12-24',
    '2030-12-24T18:00:00',
    '2030-12-24 18:00:00Z',
    '2031-02-29T18:00:00Z',
    '2030-04-31T18:00:00+02:00',
    '2030-13-01T18:00:00Z',
    '2030-12-24T24:00:00Z',
    '2030-12-24T18:60:00Z',
    '2030-12-24T18:00:60Z',
    '2030-12-24T18:00:00+24:00',
    'Tue, 24 Dec 2030 18:00:00 GMT',
    '1924365600',
    '',
  ])('the time %j is refused', async (scheduledAt) => {
    expect(await problemsOf({ ...body, scheduledAt })).toEqual([['/scheduledAt', 'invalid']]);
  });

  test.each(['0000-01-01T00:00:00+14:00', '9999-12-31T23:59:59-12:00'])(
    'the time %j, whose year in UTC has no four digits, is none to send at',
    async (scheduledAt) => {
      expect(await problemsOf({ ...body, scheduledAt })).toEqual([['/scheduledAt', 'invalid_schedule']]);
    },
  );

  test.each([
    '2030-12-24T18:00:00Z',
    '2030-12-24T18:00:00.123456789+01:00',
    '2030-12-31T23:59:59-23:59',
    '2030-12-24t18:00:00z',
  ])('the time %j is taken', async (scheduledAt) => {
    expect(await problemsOf({ ...body, scheduledAt })).toEqual([]);
  });
});
