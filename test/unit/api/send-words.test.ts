import { describe, expect, test } from 'vitest';
import { sendMessages } from '../../../functions/api/send.ts';
import { anAccount, aPrincipal, serving } from '../../support/clients/api-events.ts';
import { dryRunsBefore } from '../../support/model/dry-run.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { rules, swissMobiles } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const to = '+41791234567';
const [a = '', b = '', c = ''] = swissMobiles(3);

/** The endpoint. API Gateway had the request at the time at which the service's clock begins. */
const aDoor = (parts: Parameters<typeof anAccount>[0] = {}) => {
  const service = aMessageService();
  const send: typeof service.send = (request, rules) => service.send(request, rules, service.deadline());
  const account = { ...anAccount(), ...parts };
  const post = serving(sendMessages({ send, dryRun: dryRunsBefore(service), rules: () => rules }), {
    ...aPrincipal(),
    account,
  });
  return { ...service, post };
};

const refusal = async (json: object, parts: Parameters<typeof anAccount>[0] = {}) => {
  const { post, upstream, store } = aDoor(parts);
  const { status, body } = await post({ json });
  expect([status, upstream.handOvers, store.records.size]).toEqual([400, [], 0]);
  return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
};

describe('values', () => {
  test('replace the placeholders of the text, for all recipients alike', async () => {
    const { post, upstream } = aDoor();

    const { status, body } = await post({ json: { to: [a, b], text: 'Order {n}: {{paid}}', values: { n: 7 } } });

    expect(status).toBe(202);
    expect(body.messages).toMatchObject([{ text: 'Order 7: {paid}' }, { text: 'Order 7: {paid}' }]);
    expect(upstream.handOvers).toMatchObject([{ to: [a, b], text: 'Order 7: {paid}' }]);
  });

  test('of each recipient make its own text; equal ones go in one call', async () => {
    const { post, upstream } = aDoor();
    const recipients = [
      { to: a, values: { name: 'Ada' } },
      { to: b, values: { name: 'Ωmega' } },
      { to: c, values: { name: 'Ada' } },
    ];

    const { body } = await post({
      json: { recipients, text: 'Hi {name} of {shop}', values: { shop: 'Café', name: '?' } },
    });

    expect(body).toMatchObject({
      messages: [
        { to: a, text: 'Hi Ada of Café', encoding: 'gsm-7' },
        { to: b, text: 'Hi Ωmega of Café', encoding: 'gsm-7' },
        { to: c, text: 'Hi Ada of Café' },
      ],
      rejected: [],
    });
    expect(upstream.handOvers).toMatchObject([
      { to: [a, c], text: 'Hi Ada of Café' },
      { to: [b], text: 'Hi Ωmega of Café' },
    ]);
  });

  test('that do not fit cost their recipient its message, and no other', async () => {
    const { post, upstream } = aDoor();
    const recipients = [
      { to: a, values: { name: 'Ada' } },
      { to: b },
      { to: '079 100 00 02', values: { name: 'x'.repeat(1530) } },
      { to: c, values: { name: ['Ada'] } },
      { to: c, values: { name: 'Eva' } },
      { to: 'nobody', values: { name: 'Eva' } },
      { to: a, values: { name: 'Again' } },
      null,
      'text',
      { to: c, text: 'Hi' },
      { to: c, values: 'Eva' },
    ];

    const { status, body } = await post({ json: { recipients, text: 'Hi {name}' } });

    expect(status).toBe(202);
    expect(body.messages.map(({ text }: { text: string }) => text)).toEqual(['Hi Ada', 'Hi Eva']);
    expect(body.rejected.map(({ index, code }: { index: number; code: string }) => [index, code])).toEqual([
      [1, 'invalid_values'],
      [2, 'invalid_values'],
      [3, 'invalid_values'],
      [5, 'invalid_number'],
      [6, 'duplicate_recipient'],
      [7, 'invalid_recipient'],
      [8, 'invalid_recipient'],
      [9, 'invalid_recipient'],
      [10, 'invalid_recipient'],
    ]);
    expect(body.rejected[0].detail).toBe('The value for {name} is missing.');
    expect(body.rejected[6].detail).toBe('An entry of `recipients` must be an object such as {"to": "+41791234567"}.');
    expect(body.rejected[1].detail).toContain('With the values for {name}: The text takes 11 segments');
    expect(upstream.recipients()).toEqual([a, c]);
  });

  test('cost no more than the request even if a large one has many placeholders', async () => {
    const { post } = aDoor();

    const { status } = await post({ json: { to, text: '{a}'.repeat(30_000), values: { a: 'x'.repeat(150_000) } } });

    expect(status).toBe(400);
  });

  test('that would make texts of a gigabyte cost no more than the request', async () => {
    const { post } = aDoor();
    const recipients = [{ to: a, values: { a: 'x'.repeat(100_000) } }, { to: b }];

    const { status, body } = await post({ json: { recipients, text: '{a}'.repeat(1_000), values: { a: 'x' } } });

    expect(status).toBe(202);
    expect(body.rejected).toMatchObject([{ index: 0, code: 'invalid_values' }]);
    expect(body.messages).toMatchObject([{ to: b, text: 'x'.repeat(1_000) }]);
  });

  test.each([
    ['a placeholder without a value', { to, text: 'Hi {name}', values: {} }, [['/values', 'invalid_values']]],
    [
      'placeholders that nobody has values for',
      { recipients: [{ to: a }, { to: b, values: {} }], text: '{x}' },
      [
        ['/recipients/0/values', 'invalid_values'],
        ['/recipients/1/values', 'invalid_values'],
      ],
    ],
    ['a brace alone', { to, text: 'Hi {name', values: { name: 'Ada' } }, [['/text', 'invalid_text']]],
    [
      'a placeholder with an invalid name',
      { recipients: [{ to }], text: 'Hi {your name}' },
      [['/text', 'invalid_text']],
    ],
    [
      'more text around the placeholders than is allowed',
      { to, text: `{a}${'x'.repeat(1531)}`, values: { a: 'b' } },
      [['/text', 'invalid_text']],
    ],
    [
      'more placeholders than characters',
      { to, text: '{a}'.repeat(1531), values: { a: '' } },
      [['/text', 'invalid_text']],
    ],
    ['nothing that is left', { to, text: '{a}', values: { a: '' } }, [['/values', 'invalid_values']]],
    ['an empty text', { to, text: '', values: {} }, [['/text', 'invalid_text']]],
    ['a list of values', { to, text: 'Hi', values: ['Ada'] }, [['/values', 'invalid']]],
    ['both lists', { to, recipients: [{ to }], text: 'Hi' }, [['/recipients', 'invalid']]],
    ['no list', { text: 'Hi', values: {} }, [['/to', 'required']]],
    ['no recipients', { recipients: [], text: 'Hi' }, [['/recipients', 'invalid']]],
    [
      'a bad number among recipients',
      { recipients: [{ to: '12' }], text: 'Hi' },
      [['/recipients/0/to', 'invalid_number']],
    ],
  ])('refuses %s', async (_, json, problems) => {
    expect(await refusal(json)).toEqual(problems);
  });

  test('that are null are none: those of the request stand in', async () => {
    const { post } = aDoor();
    const json = { recipients: [{ to, values: { name: null } }], text: 'Hi {name}', values: { name: 'friend' } };

    const { body } = await post({ json });

    expect(body.messages).toMatchObject([{ text: 'Hi friend' }]);
  });

  test('take no time, even if there are many more than placeholders', async () => {
    const { post } = aDoor();
    const values = Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [`a${n}`, 1]));
    const recipients = swissMobiles(500).map((to) => ({ to }));
    const begun = performance.now();

    const { status } = await post({ json: { recipients, text: 'Hi {a7}', values } });

    expect(status).toBe(202);
    // To go through all of them for each recipient takes ten seconds.
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  test('without them, braces are text', async () => {
    const { post } = aDoor();

    const { body } = await post({ json: { to, text: '{name} {{x' } });

    expect(body.messages).toMatchObject([{ text: '{name} {{x' }]);
  });

  test('a request with them is a replay under its key, and another one with others', async () => {
    const { post, upstream } = aDoor();
    const json = {
      recipients: [
        { to: a, values: { n: 1 } },
        { to: b, values: { n: 2 } },
      ],
      text: 'No {n}',
    };
    const headers = { 'idempotency-key': 'k-1' };

    const first = await post({ json, headers });
    const second = await post({ json: { ...json, encoding: null, validFor: null }, headers });
    const other = await post({
      json: { ...json, recipients: [json.recipients[0], { to: b, values: { n: '2' } }] },
      headers,
    });

    expect([first.status, second.status, other.status]).toEqual([202, 202, 422]);
    expect(second.body.messages).toEqual(first.body.messages);
    expect(upstream.handOvers).toHaveLength(2);
  });
});

describe('smart encoding', () => {
  test('tells what it has replaced, over the different texts', async () => {
    const { post, upstream } = aDoor();
    const recipients = [
      { to: a, values: { n: '“1”' } },
      { to: b, values: { n: 2 } },
      { to: c, values: { n: 2 } },
    ];

    const { body } = await post({ json: { recipients, text: 'It’s {n}…', encoding: 'smart' } });

    expect(body.replaced).toEqual([
      { from: '’', to: "'", count: 2 },
      { from: '“', to: '"', count: 1 },
      { from: '”', to: '"', count: 1 },
      { from: '…', to: '...', count: 2 },
    ]);
    expect(upstream.handOvers).toMatchObject([{ text: 'It\'s "1"...' }, { text: "It's 2..." }]);
    expect(body.messages).toMatchObject([{ encoding: 'gsm-7' }, { encoding: 'gsm-7' }, { encoding: 'gsm-7' }]);
  });

  test.each([
    ['the account’s own stands in for none', { encoding: 'smart' }, undefined, "It's"],
    ['goes before the account’s', { encoding: 'smart' }, 'auto', 'It’s'],
    ['is automatic otherwise', {}, undefined, 'It’s'],
  ] as const)('%s', async (_, account, encoding, text) => {
    const { post } = aDoor(account);

    const { body } = await post({ json: { to, text: 'It’s', ...(encoding && { encoding }) } });

    expect(body.messages).toMatchObject([{ text }]);
    expect(body.replaced).toEqual(text === 'It’s' ? undefined : [{ from: '’', to: "'", count: 1 }]);
  });
});

describe('validity', () => {
  test.each([
    ['ended', { validUntil: '2030-06-01T12:00:00Z' }, [['/validUntil', 'validity_ended']]],
    [
      'ended before the time',
      { validUntil: '2030-06-01T13:00:00Z', scheduledAt: '2030-06-01T13:00:00Z' },
      [['/validUntil', 'invalid_validity']],
    ],
    [
      'ends before the time',
      { validFor: 60, scheduledAt: '2030-06-01T13:00:00Z' },
      [['/validFor', 'invalid_validity']],
    ],
    ['of more than a year', { validUntil: '2031-07-01T12:00:00Z' }, [['/validUntil', 'invalid_validity']]],
    ['of both kinds', { validFor: 60, validUntil: '2030-06-01T13:00:00Z' }, [['/validFor', 'invalid']]],
    ['too short', { validFor: 29 }, [['/validFor', 'invalid']]],
    ['too long', { validFor: 259_201 }, [['/validFor', 'invalid']]],
    ['no whole number', { validFor: 60.5 }, [['/validFor', 'invalid']]],
    ['no number', { validFor: '60' }, [['/validFor', 'invalid']]],
    ['no time', { validUntil: 'tomorrow' }, [['/validUntil', 'invalid']]],
  ])('is refused where it is %s', async (_, parts, problems) => {
    expect(await refusal({ to, text: 'Hi', ...parts })).toEqual(problems);
  });

  test.each([
    ['as given', {}, { validUntil: '2030-06-01T14:01:00+02:00' }, '2030-06-01T12:01:00.000Z'],
    [
      'the account’s own from the time it is due',
      { validFor: 60 },
      { scheduledAt: '2030-06-01T13:00:00Z' },
      '2030-06-01T13:01:00.000Z',
    ],
    ['none', {}, {}, undefined],
  ])('stands in the record: %s', async (_, account, parts, validUntil) => {
    const { post, store } = aDoor(account);

    const { status, body } = await post({ json: { to, text: 'Hi', ...parts } });

    expect([status, body.messages?.[0]?.validUntil]).toEqual([202, validUntil]);
    expect([...store.records.values()].map((message) => message.validUntil)).toEqual([validUntil]);
  });

  test('in seconds counts from when API Gateway had the request', async () => {
    const { post, store, pass } = aDoor();
    await pass(2_000);

    await post({ json: { to, text: 'Hi', validFor: 30 } });

    expect([...store.records.values()]).toMatchObject([{ validUntil: '2030-06-01T12:00:30.000Z' }]);
  });
});
