import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UpstreamProtocolError } from '../../../functions/upstream/errors.ts';
import { readCancellations, readSent, readStatuses } from '../../../functions/upstream/reply.ts';
import { decodeResponse } from '../../../functions/xmlrpc/decode.ts';
import { XmlRpcNumber, type XmlRpcValue } from '../../../functions/xmlrpc/value.ts';

const recorded = (name: string): XmlRpcValue => {
  const file = readFileSync(new URL(`../../fixtures/xmlrpc/${name}.xml`, import.meta.url));
  const response = decodeResponse(file);
  if (response.kind === 'fault') throw new Error('The fixture is a fault.');
  return response.value;
};

describe('readSent', () => {
  test.each<[string, XmlRpcValue, XmlRpcValue, boolean]>([
    ['code 1', 1, 'abc', false],
    ['code 1 as a string', '1', 'abc', false],
    ['true', true, 'abc', false],
    ['code 1 with blanks', ' 1 ', 'abc', false],
    ['code 1 as it was written', new XmlRpcNumber('01'), 'abc', false],
    ['code 9', 9, 'abc', true],
  ])('takes %s for success', (_, status, id, scheduled) => {
    expect(readSent([['41791112233', status, id]], ['41791112233'])).toEqual([
      { to: '41791112233', accepted: true, id: 'abc', scheduled },
    ]);
  });

  test.each<[string, XmlRpcValue, XmlRpcValue]>([
    ['false and the error code', false, 5],
    ['0 and the error code as a string', 0, '5'],
    ['an empty string and the error code', '', 5],
    ['the error code in place of a status', 5, 'abc'],
    ['the error code in place of a status, as a string', '5', ''],
  ])('takes %s for a refusal', (_, status, id) => {
    expect(readSent([['41791112233', status, id]], ['41791112233'])).toMatchObject([
      { accepted: false, reason: { code: 'invalid_recipient' } },
    ]);
  });

  test('takes numbers and ids that come as integers', () => {
    expect(readSent([[41791112233, 1, 4711]], ['41791112233'])).toMatchObject([{ to: '41791112233', id: '4711' }]);
  });

  test.each<[XmlRpcValue, string | undefined]>([
    [new XmlRpcNumber('0042'), '0042'],
    [new XmlRpcNumber('04062581461644996000141'), '04062581461644996000141'],
    [new XmlRpcNumber('+17'), '+17'],
    [new XmlRpcNumber('17.0'), '17.0'],
    [' 17 ', ' 17 '],
    ['0', '0'],
    ['000', '000'],
    ['-5', '-5'],
    [new XmlRpcNumber('0'), undefined],
    [new XmlRpcNumber('000'), undefined],
    [new XmlRpcNumber('0.0'), undefined],
    [new XmlRpcNumber('-5'), undefined],
    ['', undefined],
    [' \n', undefined],
    [null, undefined],
    [true, undefined],
  ])('takes the text of an id for what it is: %j', (id, text) => {
    expect(readSent([['1', 1, id]], ['1'])).toMatchObject([
      text === undefined ? { accepted: 'unknown' } : { accepted: true, id: text },
    ]);
  });

  test('goes by the recipients named when they are those asked for in another order', () => {
    const reply = [
      ['2', 1, 'b'],
      ['1', 1, 'a'],
    ];

    expect(readSent(reply, ['1', '2'])).toMatchObject([{ id: 'a' }, { id: 'b' }]);
  });

  test.each([
    ['another recipient in another form', '0790000002'],
    ['a number that nobody asked for', '41791234567'],
    ['such a number as a float', '41791234567.0'],
    ['another number, spaced', '+41 79 123 45 67'],
  ])('does not take an entry for that of its place when it names %s', (_, to) => {
    const reply = [
      [to, 1, 'b'],
      ['0790000002', 1, 'a'],
    ];

    expect(readSent(reply, ['41790000001', '41790000002'])).toEqual([
      { to, accepted: 'unknown' },
      { to: '0790000002', accepted: true, id: 'a', scheduled: false },
    ]);
  });

  test.each([
    ['national', ['0791112233', '0791112244']],
    ['with a plus', ['+41791112233', '+41791112244']],
    ['with zeros', ['0041791112233', '0041791112244']],
    ['spaced', ['+41 79 111 22 33', '079/111-22-44']],
    ['as floats', ['41791112233.0', '791112244.0']],
    ['the end of it alone', ['1112233', '2244']],
    ['masked', ['417911122**', '…44']],
    ['some of them', ['0791112233', '41791112244']],
    ['not at all', ['', '']],
  ])('goes by the order when the gateway writes numbers in its own way: %s', (_, [first, second]) => {
    const reply: XmlRpcValue = [
      [first ?? '', 1, 'a'],
      [second ?? '', 0, 5],
    ];

    expect(readSent(reply, ['41791112233', '41791112244'])).toMatchObject([
      { accepted: true, id: 'a' },
      { accepted: false, reason: { code: 'invalid_recipient' } },
    ]);
  });

  test.each<[string, [string, string]]>([
    ['one recipient in the place of another', ['0792', '2']],
    ['one recipient twice', ['2', '2']],
  ])('does not guess whose an entry is when the reply names %s', (_, [first, second]) => {
    const reply = [
      [first, 0, 5],
      [second, 1, 'b'],
    ];

    expect(() => readSent(reply, ['2', '41792'])).toThrow(UpstreamProtocolError);
  });

  test('gives a number asked for twice both its entries', () => {
    const reply = [
      ['2', 1, 'b'],
      ['1', 1, 'a'],
      ['1', 1, 'c'],
    ];

    expect(readSent(reply, ['1', '1', '2'])).toMatchObject([{ id: 'a' }, { id: 'c' }, { id: 'b' }]);
  });

  test.each<[string, XmlRpcValue]>([
    ['no array', 'OK'],
    ['no entries', []],
    [
      'too many entries',
      [
        ['1', 1, 'a'],
        ['1', 1, 'b'],
      ],
    ],
  ])('does not understand %s', (_, reply) => {
    expect(() => readSent(reply, ['1'])).toThrow(UpstreamProtocolError);
  });

  test.each<[string, XmlRpcValue]>([
    ['is no array', '1'],
    ['has two elements', ['1', 1]],
    ['has no id', ['1', 1, '']],
    ['has 0 for an id', ['1', 1, 0]],
    ['has a status of no table', ['1', 42, 'a']],
    ['has a word for a status', ['1', 'fine', 'a']],
    ['refuses without a code', ['1', 0, 'a']],
    ['refuses with OK', ['1', 0, 1]],
    ['refuses with "pending"', ['1', 0, 9]],
  ])('keeps the ids of the others when an entry %s', (_, entry) => {
    expect(readSent([['2', 1, 'b'], entry, ['3', 9, 'c']], ['2', '1', '3'])).toMatchObject([
      { accepted: true, id: 'b' },
      { accepted: 'unknown' },
      { accepted: true, id: 'c' },
    ]);
  });
});

describe('readStatuses', () => {
  test('reads structs, and ids that the gateway does not know', () => {
    expect(readStatuses(recorded('get-status-structs'), ['4712', '4711'])).toEqual([
      { id: '4712', known: false },
      {
        id: '4711',
        known: true,
        errorCode: 1,
        statusCode: 1,
        lastDate: '2026-11-22 14:05:07',
      },
    ]);
  });

  test('reads pairs of codes', () => {
    expect(readStatuses(recorded('get-status-codes'), ['4711', '4712'])).toMatchObject([
      { id: '4711', errorCode: 1, statusCode: 3 },
      { id: '4712', errorCode: 10, statusCode: 9 },
    ]);
  });

  test('finds an id by its text, in whatever type it comes', () => {
    const reply = [
      [new XmlRpcNumber('0042'), 1, 1],
      [' 17 ', 1, 2],
      ['42', 1, 3],
    ];

    expect(readStatuses(reply, ['42', '0042', ' 17 '])).toMatchObject([
      { id: '42', statusCode: 3 },
      { id: '0042', statusCode: 1 },
      { id: ' 17 ', statusCode: 2 },
    ]);
  });

  const one: XmlRpcValue = ['1', 1, 1];

  test.each<[string, XmlRpcValue]>([
    ['names another id', [one, ['9', 1, 3]]],
    ['is missing', [one]],
    ['is no array', [one, 'OK']],
    ['has no id', [one, ['', 1, 3]]],
    ['has no code', [one, ['2', '', '']]],
    ['has a word for a code', [one, ['2', 'OK', 3]]],
    ['is there twice, and says this and that', [one, ['2', 1, 1], ['2', 1, 4]]],
    ['is there twice, and says nothing once', [one, ['2', 1, 1], ['2', 'OK', 1]]],
  ])('tells of the others when an entry %s', (_, reply) => {
    expect(readStatuses(reply, ['2', '1'])).toMatchObject([{ id: '1', statusCode: 1 }]);
  });

  test('takes an entry that is there twice, and says the same, for one', () => {
    expect(readStatuses([one, ['2', 1, 4], ['2', '1', new XmlRpcNumber('4')]], ['2', '1'])).toMatchObject([
      { id: '2', statusCode: 4 },
      { id: '1', statusCode: 1 },
    ]);
  });

  test('tells of all that were asked for when there are others beside', () => {
    expect(readStatuses([['9', 1, 3], one], ['1'])).toMatchObject([{ id: '1', statusCode: 1 }]);
  });

  test.each<[string, XmlRpcValue]>([
    ['no array', 'OK'],
    ['no entry', []],
    ['another id', [['2', 1, 1]]],
    ['no code', [['1', '', '']]],
    ['a code that is a word', [['1', 'OK', 1]]],
    ['a struct without a status', [['1', new Map()]]],
    ['true for a state', [['1', true]]],
  ])('does not understand %s', (_, reply) => {
    expect(() => readStatuses(reply, ['1'])).toThrow(UpstreamProtocolError);
  });
});

test('readCancellations reads a boolean per id', () => {
  const reply = [
    ['2', false],
    [1, true],
  ];

  expect(readCancellations(reply, ['1', '2'])).toEqual([
    { id: '1', canceled: true },
    { id: '2', canceled: false },
  ]);
});

test.each<[string, XmlRpcValue]>([
  ['names another id', ['9', true]],
  ['says neither yes nor no', ['2', 'perhaps']],
  ['is no pair', ['2', true, true]],
  ['is no array', true],
])('readCancellations tells of the others when an entry %s', (_, entry) => {
  expect(readCancellations([entry, ['1', true]], ['1', '2'])).toEqual([{ id: '1', canceled: true }]);
});

test('readCancellations takes an entry that is there twice, and says the same, for one', () => {
  expect(
    readCancellations(
      [
        ['1', true],
        ['1', 1],
      ],
      ['1'],
    ),
  ).toEqual([{ id: '1', canceled: true }]);
});

test('readCancellations tells of no message that is said to be cancelled and not to be', () => {
  const reply = [
    ['1', true],
    ['1', false],
    ['2', false],
  ];

  expect(readCancellations(reply, ['1', '2'])).toEqual([{ id: '2', canceled: false }]);
});
