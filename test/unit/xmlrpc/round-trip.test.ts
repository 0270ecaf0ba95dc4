import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeCall, decodeResponse } from '../../../functions/xmlrpc/decode.ts';
import { encodeCall, encodeFault, encodeResponse } from '../../../functions/xmlrpc/encode.ts';
import { XmlRpcEncodeError } from '../../../functions/xmlrpc/errors.ts';
import { XmlRpcDateTime, XmlRpcNumber, XmlRpcUnreadable, type XmlRpcValue } from '../../../functions/xmlrpc/value.ts';
import { type PythonXmlRpc, startPythonXmlRpc } from '../../support/clients/python-xmlrpc.ts';
import { holds } from '../../support/runner/property.ts';

const hostile = fc.constantFrom(
  ']]>',
  '<![CDATA[',
  '</string>',
  '<',
  '>',
  '&',
  '&amp;',
  '&#0;',
  '\r',
  '\r\n',
  '\n',
  '\t',
);
const odd = fc.constantFrom(
  '\0',
  '\u0001',
  '\u000b',
  '\u001f',
  '\u007f',
  '\u0085',
  '\ud800',
  '\udc00',
  '\ufffe',
  '\uffff',
);
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 3, arbitrary: hostile },
  { weight: 1, arbitrary: fc.constantFrom('😀', 'é', '\u2028', '\ufeff', '\u{10ffff}') },
  { weight: 1, arbitrary: odd },
);
const anyText = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

/** XML 1.0's production Char, written down a second time. */
const isXmlText = (text: string): boolean =>
  [...text].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (
      code === 0x9 ||
      code === 0xa ||
      code === 0xd ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      code >= 0x10000
    );
  });

const scalar: fc.Arbitrary<XmlRpcValue> = fc.oneof(
  anyText.filter(isXmlText),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 40 }),
  fc
    .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
    .map((date) => new XmlRpcDateTime(date.toISOString().slice(0, 19))),
);
const names = fc.oneof(anyText.filter(isXmlText), fc.constantFrom('__proto__', 'constructor', 'toString', '1', ''));
const { value: anyValue } = fc.letrec<{ value: XmlRpcValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 8 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map((members) => new Map(members)),
  ),
}));

describe('any text', () => {
  let python: PythonXmlRpc;
  beforeAll(() => {
    python = startPythonXmlRpc();
  });
  afterAll(() => python.stop());

  test('invariant 10: any text and sender arrive at an independent decoder as they were, or are refused', async () => {
    await holds(
      fc.asyncProperty(anyText, anyText, async (text, sender) => {
        const params = ['user', 'pass', ['41791112233'], text, sender];

        if (!isXmlText(text) || !isXmlText(sender)) {
          expect(() => encodeCall('send_message', params)).toThrow(XmlRpcEncodeError);
          return;
        }
        const read = await python.loads(encodeCall('send_message', params));

        expect(read).toEqual({ method: 'send_message', params });
      }),
    );
  });

  test.each([0, 1, 2, 3])(
    'invariant 10: a text with "]]>" %i times cannot reach the parameters beside it',
    async (times) => {
      const attack = '</string></value></param><param><value><string>41790000000';
      const text = `x<${`${attack}]]>`.repeat(times)}`;
      const params = ['user', 'pass', '41791112233', text, 'sender'];

      const read = await python.loads(encodeCall('send_message', params));

      expect(read.params).toEqual(params);
    },
  );
});

test('any value comes back from our own decoder as it was encoded', async () => {
  await holds(
    fc.property(anyValue, (value) => {
      expect(decodeResponse(Buffer.from(encodeResponse(value)))).toEqual({ kind: 'value', value });
    }),
  );
});

/** As a call's values come back: numbers as text. */
const asInCall = (value: XmlRpcValue): XmlRpcValue => {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(asInCall);
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([name, member]) => [name, asInCall(member)]));
};

test('any parameters come back from our own decoder as they were encoded, numbers as text', async () => {
  await holds(
    fc.property(fc.array(anyValue, { maxLength: 5 }), (params) => {
      const call = decodeCall(Buffer.from(encodeCall('some.method', params)));

      expect(call).toEqual({ method: 'some.method', params: params.map(asInCall) });
    }),
  );
});

test('a response and a fault come back as they were encoded', () => {
  const value = new Map<string, XmlRpcValue>([['a', [1, '<', null]]]);

  expect(decodeResponse(Buffer.from(encodeResponse(value)))).toEqual({ kind: 'value', value });
  expect(decodeResponse(Buffer.from(encodeFault(5, 'a & b')))).toEqual({ kind: 'fault', code: 5, string: 'a & b' });
});

test('each kind of value is written as the gateway has always got it', () => {
  const value: readonly XmlRpcValue[] = [
    'a & <b>]]>\r\n',
    '',
    true,
    null,
    -1,
    0.5,
    new XmlRpcNumber('042'),
    new Uint8Array([1, 2]),
    new XmlRpcDateTime('2030-01-31T08:00:00'),
    [],
    new Map([['n', new Map()]]),
  ];

  expect(encodeCall('m', [value])).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><methodCall><methodName>m</methodName><params><param><value><array><data>' +
      '<value><string>a &amp; &lt;b&gt;]]&gt;&#xD;\n</string></value><value><string/></value>' +
      '<value><boolean>1</boolean></value><value><nil/></value><value><int>-1</int></value>' +
      '<value><double>0.5</double></value><value><int>42</int></value><value><base64>AQI=</base64></value>' +
      '<value><dateTime.iso8601>20300131T08:00:00</dateTime.iso8601></value><value><array><data/></array></value>' +
      '<value><struct><member><name>n</name><value><struct/></value></member></struct></value>' +
      '</data></array></value></param></params></methodCall>',
  );
});

describe('encodeCall refuses', () => {
  const nested = (levels: number): XmlRpcValue => (levels === 0 ? 'x' : [nested(levels - 1)]);
  const nestedStructs = (levels: number): XmlRpcValue =>
    levels === 0 ? 'x' : new Map([['a', nestedStructs(levels - 1)]]);

  test.each<[string, XmlRpcValue]>([
    ['a NUL', 'a\0'],
    ['a control character', 'a\u0008'],
    ['a lone surrogate', 'a\ud800b'],
    ['a noncharacter', '\uffff'],
    ['NaN', Number.NaN],
    ['infinity', -Infinity],
    ['an integer of 2^31', 2 ** 31],
    ['an integer under -2^31', -(2 ** 31) - 1],
    ['a member name with a control character', new Map([['\u0001', 1]])],
    ['17 levels', nested(16)],
    ['17 levels of structs', nestedStructs(16)],
    ['what could not be read', new XmlRpcUnreadable()],
  ])('%s, and does not repeat it', (_, value) => {
    const encode = () => encodeCall('m', ['fine', value]);

    expect(encode).toThrow(XmlRpcEncodeError);
    expect(encode).toThrow(/params\[1\]/);
  });

  test('a method name that is not one', () => {
    expect(() => encodeCall('a<b', [])).toThrow(/^The method name /);
  });

  test('by the name of the place, wherever it is', () => {
    const wrong = '\0';

    expect(() => encodeCall('m', [new Map([['a', ['fine', wrong]]])])).toThrow(/^params\[0\]\.a\[1\] has a character/);
    expect(() => encodeResponse(wrong)).toThrow(/^value has a character/);
    expect(() => encodeFault(1, wrong)).toThrow(
      expect.objectContaining({
        name: 'XmlRpcEncodeError',
        message: expect.stringMatching(/^fault\.faultString has /),
      }),
    );
  });

  test('nothing that is 16 levels deep', () => {
    expect(decodeCall(Buffer.from(encodeCall('m', [nested(15)]))).params).toEqual([nested(15)]);
  });
});
