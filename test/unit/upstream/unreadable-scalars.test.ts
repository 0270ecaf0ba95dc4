import { describe, expect, test } from 'vitest';
import { readCancellations, readSent, readStatuses } from '../../../functions/upstream/reply.ts';
import { decodeResponse } from '../../../functions/xmlrpc/decode.ts';

/** An array of entries as the client has the decoder read it. */
const reply = (...entries: readonly (readonly string[])[]) => {
  const array = (items: readonly string[]) =>
    `<value><array><data>${items.map((item) => (item.startsWith('<value') ? item : `<value>${item}</value>`)).join('')}</data></array></value>`;
  const document = `<methodResponse><params><param>${array(entries.map(array))}</param></params></methodResponse>`;
  const response = decodeResponse(Buffer.from(document), { keepsNumbersText: true });
  if (response.kind === 'fault') throw new Error('It is a fault.');
  return response.value;
};

const unreadable = [
  '<int></int>',
  '<int/>',
  '<i4> </i4>',
  '<int>null</int>',
  '<int>NaN</int>',
  '<i8>1 2</i8>',
  '<double>NaN</double>',
  '<double/>',
  '<double>1,5</double>',
  '<boolean></boolean>',
  '<boolean>yes</boolean>',
  '<dateTime.iso8601/>',
  '<dateTime.iso8601>00000000T00:00:00</dateTime.iso8601>',
  '<base64>a*b</base64>',
  '<ex:dateTime>2026-12-24T18:00:00.000+0100</ex:dateTime>',
  '<unheard-of/>',
];

describe('a scalar that is none costs its entry, and no other', () => {
  test.each(unreadable)('the id of a sent message, %s', (id) => {
    const value = reply(['41791112233', '<int>1</int>', id], ['41791112244', '<int>1</int>', 'b']);

    expect(readSent(value, ['41791112233', '41791112244'])).toEqual([
      { to: '41791112233', accepted: 'unknown' },
      { to: '41791112244', accepted: true, id: 'b', scheduled: false },
    ]);
  });

  test.each(unreadable)('what became of a message, %s, though a code follows', (status) => {
    const value = reply(['1', status, '<int>5</int>'], ['2', '<int>1</int>', 'b']);

    expect(readSent(value, ['1', '2'])).toMatchObject([{ accepted: 'unknown' }, { id: 'b' }]);
  });

  test.each(unreadable)('the status of a message, %s', (code) => {
    const value = reply(['1', '<int>1</int>', code], ['2', '<int>1</int>', '<int>3</int>']);

    expect(readStatuses(value, ['1', '2'])).toMatchObject([{ id: '2', statusCode: 3 }]);
  });

  test.each(unreadable)('whether a message was cancelled, %s', (flag) => {
    expect(readCancellations(reply(['1', flag], ['2', '<boolean>1</boolean>']), ['1', '2'])).toEqual([
      { id: '2', canceled: true },
    ]);
  });
});

test.each([
  ['<int>7f1d</int>', '7f1d'],
  ['<i8>04-0625-8146</i8>', '04-0625-8146'],
  ['<i1>5</i1>', '5'],
  ['<i2>0005</i2>', '0005'],
  ['<ex:i1>5</ex:i1>', '5'],
  ['<ex:i2>5</ex:i2>', '5'],
  ['<ex:i8>5</ex:i8>', '5'],
  ['<ex:biginteger>123456789012345678901234567890</ex:biginteger>', '123456789012345678901234567890'],
  ['<ex:float>5</ex:float>', '5'],
  ['<ex:bigdecimal>5.0</ex:bigdecimal>', '5.0'],
])('%s is the id that it shows', (id, text) => {
  expect(readSent(reply(['1', '<i2>1</i2>', id]), ['1'])).toMatchObject([{ accepted: true, id: text }]);
});

test.each(unreadable)('a fault whose code is %s is none', (code) => {
  const document = `<methodResponse><fault><value><struct><member><name>faultCode</name><value>${code}</value></member><member><name>faultString</name><value>no</value></member></struct></value></fault></methodResponse>`;

  expect(() => decodeResponse(Buffer.from(document), { keepsNumbersText: true })).toThrow();
});
