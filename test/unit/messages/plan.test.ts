import { describe, expect, test } from 'vitest';
import { planSend, type SendRequest } from '../../../functions/messages/plan.ts';
import { aSendRequest, now, rules, swissMobiles } from '../../support/model/messages.ts';

const plan = (parts: Partial<SendRequest>) => planSend(aSendRequest(parts), rules, { now, attempt: 'attempt-1' });

const keyed = (parts: Partial<SendRequest>) => plan({ ...parts, idempotencyKey: 'k' });

const problemsOf = (parts: Partial<SendRequest>) => plan(parts).problems.map(({ field, code }) => [field, code]);

describe('planSend', () => {
  test('makes one record per recipient, as it will be written', () => {
    const { messages } = plan({
      to: ['079 123 45 67'],
      sender: 'Shop',
      reference: 'order-7',
      metadata: { order: '7' },
    });

    expect(messages).toEqual([
      {
        id: expect.stringMatching(/^msg_/),
        account: 'acc_shop',
        to: '+41791234567',
        text: 'Your order is on its way.',
        type: 'text',
        sender: 'Shop',
        encoding: 'gsm-7',
        segments: 1,
        reference: 'order-7',
        metadata: { order: '7' },
        status: 'submitting',
        history: [{ status: 'submitting', at: '2030-06-01T12:00:00.000Z' }],
        createdAt: '2030-06-01T12:00:00.000Z',
        updatedAt: '2030-06-01T12:00:00.000Z',
        version: 1,
        attempt: 'attempt-1',
      },
    ]);
  });

  test('sorts out the recipients that cannot be reached, each by its position', () => {
    const { messages, indexes, rejected } = plan({
      to: ['0791234567', 'nobody', '0041 79 123 45 67', '+33 6 12 34 56 78', '0791234568'],
    });

    expect(messages.map(({ to }) => to)).toEqual(['+41791234567', '+41791234568']);
    expect(messages.map(({ id }) => indexes.get(id))).toEqual([0, 4]);
    expect(rejected.map(({ index, to, code }) => [index, to, code])).toEqual([
      [1, 'nobody', 'invalid_number'],
      [2, '0041 79 123 45 67', 'duplicate_recipient'],
      [3, '+33 6 12 34 56 78', 'country_not_allowed'],
    ]);
  });

  test('sorts out what is no text, and shows it as a short one', () => {
    const wrong = [null, 41791234568, true, ['+41791234568', [1]], { number: '0791234568' }, '\ud83d', 'x'.repeat(300)];

    const { messages, rejected } = plan({ to: ['0791234567', ...wrong] });

    expect(messages.map(({ to }) => to)).toEqual(['+41791234567']);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual(wrong.map((_, at) => [at + 1, 'invalid_number']));
    expect(rejected.map(({ to }) => to)).toEqual([
      'null',
      '41791234568',
      'true',
      '["+41791234568","…"]',
      '{"number":"0791234568"}',
      '\ufffd',
      `${'x'.repeat(63)}…`,
    ]);
    expect(rejected.map(({ detail }) => detail)).toEqual([
      'A recipient must be a string, but this is null.',
      expect.stringContaining('a number. Put it in quotation marks'),
      expect.stringContaining('a boolean'),
      expect.stringContaining('a list. Put all recipients into one flat list'),
      expect.stringContaining('an object'),
      expect.any(String),
      expect.any(String),
    ]);
  });

  test('makes one message for a number that is spelt in several ways', () => {
    const { messages, rejected } = plan({ to: ['tel:+41-79-123-45-67', '\u200e079 123 45 67;', '="0791234567"'] });

    expect(messages).toHaveLength(1);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'duplicate_recipient'],
      [2, 'duplicate_recipient'],
    ]);
  });

  test('names the entry where one bad recipient came in a list', () => {
    expect(problemsOf({ to: ['nobody'], listedIn: 'to' })).toEqual([[['to', 0], 'invalid_number']]);
  });

  test.each([
    ['a single bad recipient', { to: ['nobody'] }, [[['to'], 'invalid_number']]],
    [
      'bad recipients only',
      { to: ['nobody', '0900 123 456'] },
      [
        [['to', 0], 'invalid_number'],
        [['to', 1], 'number_type_not_allowed'],
      ],
    ],
    ['no recipient', { to: [] }, [[['to'], 'required']]],
    ['an empty text', { text: '' }, [[['text'], 'invalid_text']]],
    [
      'a text of more placeholders than characters',
      { text: '{a}'.repeat(20_000), values: {} },
      [[['text'], 'invalid_text']],
    ],
    ['a text of 11 segments', { text: 'x'.repeat(10 * 153 + 1) }, [[['text'], 'invalid_text']]],
    ['a sender of 12 letters', { sender: 'TwelveLetter' }, [[['sender'], 'invalid_sender']]],
    [
      'everything wrong at once',
      { to: ['nobody'], text: '\u0000', sender: '' },
      [
        [['text'], 'invalid_text'],
        [['sender'], 'invalid_sender'],
        [['to'], 'invalid_number'],
      ],
    ],
  ])('tells what is wrong with %s', (_, parts, problems) => {
    expect(problemsOf(parts)).toEqual(problems);
  });

  test('derives ids from the key, so that a replay finds the records', () => {
    const [first, second] = [keyed({}), keyed({})];

    expect(first.messages[0]?.id).toBe(second.messages[0]?.id);
    expect(first.messages[0]?.request).toEqual({ fingerprint: first.fingerprint, count: 1, index: 0 });
  });

  test('makes new ids without a key, and no fingerprint', () => {
    expect(plan({}).messages[0]?.id).not.toBe(plan({}).messages[0]?.id);
    expect(plan({}).fingerprint).toBe('');
  });

  test('tells once what is wrong with the text for everybody', () => {
    const [filled, unfilled] = swissMobiles(2);
    const { rejected, problems } = plan({
      to: [{ to: filled, values: { name: 'Anna' } }, { to: unfilled }],
      listedIn: 'recipients',
      text: `${'x'.repeat(1600)}{name}`,
      values: {},
    });

    expect(rejected).toEqual([]);
    expect(problems.map(({ field, code }) => [field, code])).toEqual([[['text'], 'invalid_text']]);
  });

  test.each([
    [{ isSmart: true }, { isSmart: true }],
    [{ isSmart: false }, {}],
    [{}, {}],
  ])('says for whoever goes on with it whether its texts are smart: %o', (parts, taken) => {
    expect(plan(parts).taken).toEqual({ recipients: [[0, '+41791234567']], isMetered: false, ...taken });
  });

  test('fingerprints what was asked for, whatever is made of it', () => {
    const asked = { to: '079 123 45 67', metadata: { a: '1', b: '2' } };
    const a = keyed({ to: ['079 123 45 67'], asked });
    const b = keyed({ to: ['+41791234567'], sender: 'Shop', asked: { ...asked, metadata: { b: '2', a: '1' } } });

    expect(a.fingerprint).toBe(b.fingerprint);
  });

  test.each<Partial<SendRequest>>([
    { to: ['0791234568'] },
    { to: ['0791234567', '0791234568'] },
    { text: 'Another text' },
    { type: 'flash' },
    { sender: 'Shop' },
    { scheduledAt: new Date('2030-06-02T00:00:00Z') },
    { reference: 'r' },
    { metadata: { a: '1' } },
  ])('fingerprints differ by %o', (parts) => {
    expect(keyed(parts).fingerprint).not.toBe(keyed({}).fingerprint);
  });
});
