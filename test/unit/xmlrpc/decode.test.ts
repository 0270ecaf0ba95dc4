import { describe, expect, test } from 'vitest';
import { decodeCall, decodeResponse } from '../../../functions/xmlrpc/decode.ts';
import { XmlRpcDecodeError } from '../../../functions/xmlrpc/errors.ts';
import { XmlRpcDateTime, XmlRpcNumber, type XmlRpcValue } from '../../../functions/xmlrpc/value.ts';

const response = (value: string) => `<methodResponse><params><param>${value}</param></params></methodResponse>`;
const fault = (value: string) => `<methodResponse><fault>${value}</fault></methodResponse>`;
const faultOf = (code: string, text: string) =>
  fault(
    `<value><struct><member><name>faultCode</name><value>${code}</value></member>` +
      `<member><name>faultString</name><value>${text}</value></member></struct></value>`,
  );
const call = (rest: string) => `<methodCall><methodName>m</methodName>${rest}</methodCall>`;
const decode = (document: string | Uint8Array, contentType?: string) =>
  decodeResponse(Buffer.from(document), { contentType });
/** A response with these bytes for a text. */
const encoded = (bytes: number[], encoding?: string) =>
  Buffer.concat([
    Buffer.from(encoding === undefined ? '' : `<?xml version="1.0" encoding="${encoding}"?>`),
    Buffer.from('<methodResponse><params><param><value>'),
    Buffer.from(bytes),
    Buffer.from('</value></param></params></methodResponse>'),
  ]);
const decodeValue = (value: string) => {
  const decoded = decode(response(value));
  return decoded.kind === 'value' ? decoded.value : decoded;
};

describe('reads', () => {
  test.each<[string, string, XmlRpcValue]>([
    ['a string', '<value><string>a</string></value>', 'a'],
    ['an empty string', '<value><string/></value>', ''],
    ['untyped text', '<value> a </value>', ' a '],
    ['an untyped space', '<value> </value>', ' '],
    ['an empty value', '<value></value>', ''],
    ['an empty value tag', '<value/>', ''],
    ['an int', '<value><int>-5</int></value>', -5],
    ['an i4 with a sign and zeros', '<value><i4>+007</i4></value>', 7],
    ['an int that is a negative zero as zero', '<value><int>-0</int></value>', 0],
    ['an int of 64 bits, as PHP writes it', '<value><int>41791234567</int></value>', 41791234567],
    ['an i4 of 64 bits', '<value><i4>-2147483649</i4></value>', -2147483649],
    ['an i8', '<value><i8>9007199254740991</i8></value>', 9007199254740991],
    ['a boolean', '<value><boolean>1</boolean></value>', true],
    ['a double', '<value><double>-1.5e-3</double></value>', -0.0015],
    ['a double without digits before its point', '<value><double>.25</double></value>', 0.25],
    ['base64 in lines', '<value><base64>\nAAEC\nAw==\n</base64></value>', new Uint8Array([0, 1, 2, 3])],
    ['empty base64', '<value><base64/></value>', new Uint8Array()],
    ['a nil', '<value><nil/></value>', null],
    ['a prefixed nil', '<value><ex:nil></ex:nil></value>', null],
    [
      'a time',
      '<value><dateTime.iso8601>20240229T23:59:59</dateTime.iso8601></value>',
      new XmlRpcDateTime('2024-02-29T23:59:59'),
    ],
    ['an empty array', '<value><array><data/></array></value>', []],
    ['an empty struct', '<value><struct></struct></value>', new Map()],
    [
      'a member whose name is empty',
      '<value><struct><member><name/><value>x</value></member></struct></value>',
      new Map([['', 'x']]),
    ],
    ['references', '<value>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;&#x10FFFF;</value>', '<&>"\'A😀\u{10ffff}'],
    ['CDATA', '<value><string>a<![CDATA[<b>&amp;]]>c</string></value>', 'a<b>&amp;c'],
    ['CDATA after CDATA', '<value><string><![CDATA[a]]><![CDATA[b]]></string></value>', 'ab'],
    ['a comment inside text', '<value><string>a<!-- <b> -->c</string></value>', 'ac'],
    ['references to both halves of a pair', '<value>&#55357;&#56397; &#xD83D;&#56397;</value>', '👍 👍'],
    ['line ends as LF', '<value>a\r\nb\rc&#13;d</value>', 'a\nb\nc\rd'],
    ['white space and comments between tags', ' <!-- x --> <value>\n<int>1</int\t>\n</value >\n', 1],
    ['a processing instruction inside text', '<value><string>a<?php <b> ?>c</string></value>', 'ac'],
    ['a processing instruction beside an element', '<value><?a?><int>1</int><?a?></value>', 1],
    ['white space around an int', '<value><int>\n  1 </int></value>', 1],
    ['white space around a double', '<value><double> 1.5\t</double></value>', 1.5],
    ['white space around a boolean', '<value><boolean> 1 </boolean></value>', true],
    [
      'white space around a time',
      '<value><dateTime.iso8601> 20240229T23:59:59 </dateTime.iso8601></value>',
      new XmlRpcDateTime('2024-02-29T23:59:59'),
    ],
    ['the white space of a string', '<value><string> 1 </string></value>', ' 1 '],
    ['a boolean that is a word', '<value><boolean>true</boolean></value>', true],
    ['a boolean that is a word in capitals', '<value><boolean>FALSE</boolean></value>', false],
    ['an array without data', '<value><array/></value>', []],
    ['an array without data, in two tags', '<value><array> </array></value>', []],
    ['blanks in attributes', `<value a = "1" b\n=\n'2' ><nil xmlns="x" /></value>`, null],
    ['attributes', `<value x:y="a>b" z='1' _a1.-="" :="c" A="" Z9=""><int>1</int></value>`, 1],
  ])('%s', (_, document, value) => {
    expect(decodeValue(document)).toEqual(value);
  });

  test('members named like properties of objects as members', () => {
    const member = (name: string) => `<member><name>${name}</name><value>x</value></member>`;

    const struct = decodeValue(`<value><struct>${member('__proto__')}${member('constructor')}</struct></value>`);

    expect(struct).toEqual(
      new Map([
        ['__proto__', 'x'],
        ['constructor', 'x'],
      ]),
    );
    expect(Object.getPrototypeOf(struct)).toBe(Map.prototype);
  });

  test('a fault', () => {
    expect(decode(faultOf('<int>4</int>', 'Too many'))).toEqual({ kind: 'fault', code: 4, string: 'Too many' });
  });

  test.each(['int', 'i4', 'i8', 'ex:i8'])('an %s of a call as the text it is', (type) => {
    for (const text of ['0042', '-7', '+41791234567', '41791234567', '9007199254740993', '1'.repeat(40)]) {
      const params = `<params><param><value><${type}>${text}</${type}></value></param></params>`;

      expect(decodeCall(Buffer.from(call(params))).params).toEqual([text]);
    }
  });

  test('numbers of a call as text wherever they are', () => {
    const value =
      '<value><array><data><value><double>1.50</double></value><value><struct><member><name>a</name>' +
      '<value><double>1e999</double></value></member></struct></value></data></array></value>';

    expect(decodeCall(Buffer.from(call(`<params><param>${value}</param></params>`))).params).toEqual([
      ['1.50', new Map([['a', '1e999']])],
    ]);
  });

  test('a declaration with either quotes', () => {
    for (const standalone of [`"yes"`, `'no'`]) {
      const document = `<?xml version='1.0' encoding="utf-8" standalone=${standalone}?>${response('<value/>')}`;

      expect(decode(document)).toEqual({ kind: 'value', value: '' });
    }
  });

  test.each([
    ['a declaration of another 1.x', '<?xml version="1.1"?>'],
    ['a declaration of a version yet to come', "<?xml version='1.10' encoding='utf-8'?>"],
    ['a declaration with blanks', `<?xml  version = "1.10"  encoding = 'utf-8'  standalone = "no"  ?>`],
    ['a line end before the declaration', '\n<?xml version="1.0"?>'],
    ['many of them', `${'\r\n'.repeat(500)}<?xml version="1.0"?>`],
    ['a byte order mark and a line end', '\ufeff\n<?xml version="1.0"?>'],
    ['a line end and a byte order mark', '\n\ufeff<?xml version="1.0"?>'],
    ['two byte order marks', '\ufeff\ufeff<?xml version="1.0"?>'],
    ['a byte order mark without a declaration', '\ufeff'],
    ['a style sheet', '<?xml version="1.0"?>\n<?xml-stylesheet type="text/xsl" href="a.xsl"?>'],
    ['a processing instruction without a declaration', '<?php echo 1 ?>'],
    ['a comment after an instruction', '<?a?><!-- <b> --><?c d?> '],
  ])('a document after %s', (_, prolog) => {
    expect(decode(`${prolog}${response('<value>é</value>')}`)).toEqual({ kind: 'value', value: 'é' });
  });

  test('references with zeros at their front', () => {
    const text = `&#0000000000065;&#x00000000000000042;&#${'0'.repeat(1000)}67;`;

    expect(decode(response(`<value>${text}</value>`))).toEqual({ kind: 'value', value: 'ABC' });
  });

  test('processing instructions and comments after the document, and between all its tags', () => {
    const document = response('<value><int>1</int></value>').replaceAll(/(?<=>)(?=<)/g, ' <!-- a --><?b c?>\n');

    expect(decode(`${document}<!-- a -->\n<?b?>\n`)).toEqual({ kind: 'value', value: 1 });
  });

  test('white space, comments and instructions around and in the name of a method', () => {
    const document = '<methodCall><methodName>\n  send<!-- a -->_<?b?>message\n</methodName></methodCall>';

    expect(decodeCall(Buffer.from(document)).method).toBe('send_message');
  });

  test('numbers with the text that they were written in, where that is asked for', () => {
    const items = [
      '<int>0042</int>',
      '<i8> 04062581461644996000141 </i8>',
      '<double>17.0</double>',
      '<string>1</string>',
    ];
    const data = items.map((item) => `<value>${item}</value>`).join('');
    const document = Buffer.from(response(`<value><array><data>${data}</data></array></value>`));

    expect(decodeResponse(document, { keepsNumbersText: true })).toEqual({
      kind: 'value',
      value: [...['0042', '04062581461644996000141', '17.0'].map((text) => new XmlRpcNumber(text)), '1'],
    });
  });

  test.each(['2026-12-24T18:00:00+01:00', '20261224T180000Z', 'x', ''])('the time "%s" of a call as it is', (text) => {
    const time = `<dateTime.iso8601>${text}</dateTime.iso8601>`;

    const { params } = decodeCall(Buffer.from(call(`<params><param><value>${time}</value></param></params>`)));

    expect(params).toEqual([new XmlRpcDateTime(text)]);
  });

  test('a call without parameters, in each form', () => {
    for (const params of ['', '<params/>', '<params></params>']) {
      expect(decodeCall(Buffer.from(call(params)))).toEqual({ method: 'm', params: [] });
    }
  });
});

describe('the charset', () => {
  test.each<[string, number[], string | undefined, string | undefined, string]>([
    ['is UTF-8 by default', [0xc3, 0xa9], undefined, undefined, 'é'],
    ['may be declared as UTF-8', [0xe2, 0x82, 0xac], 'UTF-8', undefined, '€'],
    ['may be declared as ASCII', [0x65], 'us-ascii', undefined, 'e'],
    ['may be ASCII with a DEL', [0x7f], 'us-ascii', undefined, '\u007f'],
    ['may be declared as ISO-8859-1', [0xe9], 'ISO-8859-1', undefined, 'é'],
    ['may be declared as ISO-8859-15', [0xa4], 'iso-8859-15', undefined, '€'],
    ['may be declared as windows-1252', [0x80], 'windows-1252', undefined, '€'],
    // What PHP and Windows programs send under those two names.
    ['is windows-1252 where ISO-8859-1 has no printable', [0x93, 0xe9, 0x80, 0x94], 'iso-8859-1', undefined, '“é€”'],
    ['is windows-1252 where ISO-8859-15 has no printable', [0xe9, 0x80], 'ISO-8859-15', undefined, 'é€'],
    ['keeps no-break spaces and the like in ISO-8859-1', [0xa0, 0xa4, 0x7f], 'latin1', undefined, '\u00a0¤\u007f'],
    ['is the Content-Type’s if that has one', [0xe9], 'UTF-8', 'text/xml; charset="ISO-8859-1"', 'é'],
    ['is the declared one if the Content-Type has none', [0xe9], 'iso-8859-1', 'text/xml', 'é'],
  ])('%s', (_, bytes, encoding, contentType, value) => {
    expect(decode(encoded(bytes, encoding), contentType)).toEqual({ kind: 'value', value });
  });

  test('is UTF-8 after a byte order mark, whatever is declared', () => {
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), encoded([0xc3, 0xa9], 'iso-8859-1')]);

    expect(decode(marked)).toEqual({ kind: 'value', value: 'é' });
  });

  test.each<[string, string, number[], string?]>([
    ['little-endian', 'utf-16le', [0xff, 0xfe]],
    ['big-endian', 'utf-16be', [0xfe, 0xff]],
    ['little-endian, without a mark', 'utf-16le', []],
    ['big-endian, without a mark', 'utf-16be', []],
    ['little-endian, after white space', 'utf-16le', [], '\n \r\n\t'],
    ['big-endian, after white space', 'utf-16be', [], '\n '],
  ])('is UTF-16 where its first bytes are: %s', (_, order, mark, blanks = '') => {
    for (const declared of ['utf-16', 'utf-8']) {
      const text = `${blanks}<?xml version="1.0" encoding="${declared}"?>${response('<value>é€😀</value>')}`;
      const bytes = Buffer.from(text, 'utf16le');
      const document = Buffer.concat([Buffer.from(mark), order === 'utf-16be' ? bytes.swap16() : bytes]);

      expect(decode(document, 'text/xml; charset=utf-8')).toEqual({ kind: 'value', value: 'é€😀' });
    }
  });

  test.each([
    'utf-16',
    'UTF-16LE',
    'utf16',
    'unicode',
    'ISO-10646-UCS-2',
    'ucs4',
    'UTF-32',
    'utf-32be',
    'ISO-10646-UCS-4',
    'none',
  ])('is UTF-8 where the document says %s and cannot be it', (encoding) => {
    expect(decode(encoded([0xc3, 0xa9], encoding))).toEqual({ kind: 'value', value: 'é' });
    expect(decode(encoded([0xc3, 0xa9]), `text/xml; charset=${encoding}`)).toEqual({ kind: 'value', value: 'é' });
  });

  // IANA's registry of character sets, as of 2024-06-06.
  test.each([
    [
      'us-ascii',
      [0x65],
      'e',
      'ANSI_X3.4-1968 iso-ir-6 ANSI_X3.4-1986 ISO_646.irv:1991 ISO646-US US-ASCII us IBM367 cp367 csASCII',
    ],
    ['utf-8', [0xc3, 0xa9], 'é', 'UTF-8 csUTF8'],
    ['iso-8859-1', [0xa4], '¤', 'ISO_8859-1:1987 iso-ir-100 ISO_8859-1 ISO-8859-1 latin1 l1 IBM819 CP819 csISOLatin1'],
    ['iso-8859-15', [0xa4], '€', 'ISO-8859-15 ISO_8859-15 Latin-9 csISO885915'],
    ['windows-1252', [0x80], '€', 'windows-1252 cswindows1252'],
  ])('may be %s under any of its names', (_, bytes, value, names) => {
    for (const name of names.split(' ')) {
      expect(decode(encoded(bytes, name)), name).toEqual({ kind: 'value', value });
      expect(decode(encoded(bytes), `text/xml; charset=${name}`), name).toEqual({ kind: 'value', value });
    }
  });

  test.each<[string, string | undefined, string | undefined]>([
    ['a charset it does not know', 'x-unheard-of', undefined],
    ['us-ascii', 'us-ascii', 'text/xml'],
  ])('is UTF-8 where it says %s, if only UTF-8 is believed before that', (_, encoding, contentType) => {
    const read = (bytes: number[]) => decodeResponse(encoded(bytes, encoding), { contentType, believesUtf8: true });

    expect(read([0xc3, 0xa9])).toEqual({ kind: 'value', value: 'é' });
    expect(() => read([0xe9])).toThrow(XmlRpcDecodeError);
    expect(() => decode(encoded([0xc3, 0xa9], encoding), contentType)).toThrow(XmlRpcDecodeError);
  });

  test.each([
    'text/xml; profile="a; charset=us-ascii"; charset=iso-8859-1',
    'text/xml; profile="a \\"; charset=us-ascii"; charset="iso-8859-1"',
    'text/xml; xcharset=us-ascii; charset=iso-8859-1; charset=us-ascii',
    "text/xml;CHARSET = 'iso-8859-1'",
    'text/xml; a="; charset=iso-8859-1',
  ])('is that of the parameter: %s', (contentType) => {
    expect(decode(encoded([0xe9]), contentType)).toEqual({ kind: 'value', value: 'é' });
  });

  test('is not what looks like a parameter within another', () => {
    for (const parameter of ['profile="a; charset=iso-8859-1"', 'charset="(iso-8859-1)"']) {
      expect(decode(encoded([0xc3, 0xa9]), `text/xml; ${parameter}`)).toMatchObject({ value: 'é' });
    }
  });

  test('is declared however many blanks are in the declaration', () => {
    const blanks = ' \n'.repeat(900);
    const declaration = `<?xml${blanks}version="1.0"${blanks}encoding = "iso-8859-1"${blanks}?>`;

    expect(decode(Buffer.concat([Buffer.from(declaration), encoded([0xe9])]))).toMatchObject({ value: 'é' });
  });

  test('is what the document says where the Content-Type says none', () => {
    const options = { contentType: 'text/xml;charset=none', believesUtf8: true };

    expect(decodeResponse(encoded([0x65], 'iso-8859-1'), options)).toEqual({ kind: 'value', value: 'e' });
  });

  test('is not what a comment before the document says', () => {
    const comment = Buffer.from('<!-- <?xml version="1.0" encoding="iso-8859-1"?> -->');

    expect(decode(Buffer.concat([comment, encoded([0xc3, 0xa9])]))).toMatchObject({ value: 'é' });
  });

  test('is the declared one though the bytes would be UTF-8, if it is one we know', () => {
    expect(decodeResponse(encoded([0xc3, 0xa9], 'iso-8859-1'), { believesUtf8: true })).toMatchObject({ value: 'Ã©' });
  });

  test('is another than UTF-8 where that is said to be undeclared, if none or ASCII is declared', () => {
    const read = (encoding?: string) => decodeResponse(encoded([0xa4], encoding), { undeclaredCharset: 'iso-8859-15' });

    expect(read()).toMatchObject({ value: '€' });
    expect(read('us-ascii')).toMatchObject({ value: '€' });
    expect(() => read('x-unheard-of')).toThrow(XmlRpcDecodeError);
  });
});

describe('refuses', () => {
  const nested = (levels: number): string =>
    levels === 0 ? '<value/>' : `<value><array><data>${nested(levels - 1)}</data></array></value>`;
  const nestedStructs = (levels: number): string =>
    levels === 0
      ? '<value/>'
      : `<value><struct><member><name>a</name>${nestedStructs(levels - 1)}</member></struct></value>`;
  const int = (text: string) => response(`<value><int>${text}</int></value>`);

  const responses: [string, string | Uint8Array][] = [
    ['nothing', ''],
    ['a web page', '<html><body>Bad gateway</body></html>'],
    ['a document type', `<!DOCTYPE methodResponse>${response('<value/>')}`],
    ['a document type after the declaration', `<?xml version="1.0"?><!DOCTYPE a>${response('<value/>')}`],
    ['two documents', response('<value/>') + response('<value/>')],
    ['text after the document', `${response('<value/>')}x`],
    ['a processing instruction without a name', `<? x?>${response('<value/>')}`],
    ['a processing instruction that does not end', `<?php x>${response('<value/>')}`],
    ['a declaration after the beginning', `<!-- a --><?xml version="1.0"?>${response('<value/>')}`],
    ['a declaration in capitals', `<?XML version="1.0"?>${response('<value/>')}`],
    ['a declaration of XML 2', `<?xml version="2.0"?>${response('<value/>')}`],
    ['a no-break space before the declaration', `\u00a0<?xml version="1.0"?>${response('<value/>')}`],
    ['text before the declaration', `Notice: x\n<?xml version="1.0"?>${response('<value/>')}`],
    ['a declaration within a declaration', `<?xml <?xml version="1.0"?>${response('<value/>')}`],
    ['what would be an instruction with a bracket before it', response('x?b?><value/>')],
    ['a document type without an end', '<!DOCTYPE'],
    ['a comment with two hyphens in it', response('<!-- a -- b --><value/>')],
    ['a byte order mark within', response('\ufeff<value/>')],
    ['a call in place of a response', call('')],
    ['a response without a value', '<methodResponse><params/></methodResponse>'],
    ['a response with empty params', '<methodResponse><params></params></methodResponse>'],
    ['a response with two values', response('<value/></param><param><value/>')],
    ['a param with two values', response('<value/><value/>')],
    ['a param without a value', response('')],
    ['an empty fault', fault('')],
    ['a nil fault', fault('<value><nil/></value>')],
    ['a fault without a code', fault('<value><struct/></value>')],
    ['a fault with a text for a code', faultOf('4', '<string>Too many</string>')],
    ['a fault with a fraction for a code', faultOf('<double>4.5</double>', 'Too many')],
    ['a fault with a number for a text', faultOf('<int>4</int>', '<int>5</int>')],
    ['an unknown type', response('<value><date>x</date></value>')],
    ['two types in one value', response('<value><int>1</int><int>1</int></value>')],
    ['text beside a type', response('<value>x<int>1</int></value>')],
    ['text after a type', response('<value><int>1</int>x</value>')],
    ['text between tags', response('x<value/>')],
    ['tags that cross', '<methodResponse><params><param><value><string>OK</int></value></string></param></params>'],
    ['an int with a tail', int('12abc')],
    ['an int closed as another', response('<value><string>OK</int></value>')],
    ['an empty int', int('')],
    ['an int with a space in it', int('1 1')],
    ['an int of white space', int(' \n')],
    ['a hexadecimal int', int('0x10')],
    ['an int with a fraction', int('1.0')],
    ['an int that a number cannot hold', int('9007199254740993')],
    ['an i8 that a number cannot hold', response('<value><i8>9007199254740993</i8></value>')],
    ['a boolean that is another word', response('<value><boolean>yes</boolean></value>')],
    ['a boolean that ends in true', response('<value><boolean>untrue</boolean></value>')],
    ['a boolean that begins with true', response('<value><boolean>trueish</boolean></value>')],
    ['a boolean that ends in false', response('<value><boolean>xfalse</boolean></value>')],
    ['a boolean that begins with false', response('<value><boolean>falsehood</boolean></value>')],
    ['a double that is not a number', response('<value><double>NaN</double></value>')],
    ['a double that is too large', response('<value><double>1e999</double></value>')],
    ['base64 with a foreign character', response('<value><base64>AA*A</base64></value>')],
    ['base64 cut short', response('<value><base64>AAA</base64></value>')],
    ['base64 with stray bits', response('<value><base64>AB==</base64></value>')],
    ['a day that does not exist', response('<value><dateTime.iso8601>20230229T00:00:00</dateTime.iso8601></value>')],
    ['a time with a zone', response('<value><dateTime.iso8601>20230201T00:00:00Z</dateTime.iso8601></value>')],
    ['a time after something', response('<value><dateTime.iso8601>120230201T00:00:00</dateTime.iso8601></value>')],
    ['an array with values outside of its data', response('<value><array><value/></array></value>')],
    ['a struct with a value outside of its members', response('<value><struct><value/></struct></value>')],
    ['a struct member without a value', response('<value><struct><member><name>a</name></member></struct></value>')],
    ['a struct member without a name', response('<value><struct><member><value/></member></struct></value>')],
    [
      'a member twice',
      response(`<value><struct>${'<member><name>a</name><value/></member>'.repeat(2)}</struct></value>`),
    ],
    ['17 levels', response(nested(16))],
    ['17 levels of structs', response(nestedStructs(16))],
    ['a closing tag without an opening one', response('<value></int>1</int></value>')],
    [
      'a member whose name is in another element',
      response('<value><struct><member><x/><value/></member></struct></value>'),
    ],
    ['10,000 levels', response('<value><array><data>'.repeat(10_000))],
    ['a control character', response('<value>\u0001</value>')],
    ['Latin-1 bytes as UTF-8', encoded([0xe9])],
    ['an overlong sequence', encoded([0xc0, 0xaf])],
    ['an encoded surrogate', encoded([0xed, 0xa0, 0x80])],
    ['a byte over 127 as ASCII', encoded([0xe9], 'us-ascii')],
    ['a charset it does not know', encoded([0x65], 'shift_jis')],
    ['a charset whose name begins like one that is never meant', encoded([0x65], 'nonesuch')],
    ['a charset whose name ends like one that is never meant', encoded([0x65], 'xutf-16')],
    ['bytes that are not UTF-8 as the UTF-16 that they cannot be', encoded([0xe9], 'utf-16')],
    ['a byte that is missing further on', encoded([0xe2, 0x82], 'utf-8')],
    ['a document that ends within a character', Buffer.from('<a>é').subarray(0, -1)],
    ['half of a byte order mark', Buffer.concat([Buffer.from([0xff]), encoded([0x65], 'iso-8859-1')])],
    ['UTF-16 that begins with a text', Buffer.from('x<a/>', 'utf16le')],
    ['a reference to a control character', response('<value>&#1;</value>')],
    ['a reference to a surrogate', response('<value>&#xD800;</value>')],
    ['references to halves in the wrong order', response('<value>&#56397;&#55357;</value>')],
    ['a reference beyond Unicode', response('<value>&#x110000;</value>')],
    ['an entity of its own', response('<value>an &secret;</value>')],
    ['a reference with something before its digits', response('<value>&x#65;</value>')],
    ['a reference with something after its digits', response('<value>&#65x;</value>')],
    ['a hexadecimal reference with something before it', response('<value>&x#x41;</value>')],
    ['a hexadecimal reference with something after it', response('<value>&#x41g;</value>')],
    ['a bare ampersand', response('<value>a & b</value>')],
    ['an end of CDATA in text', response('<value>a]]>b</value>')],
    ['a tag without an end', '<methodResponse'],
    ['a tag whose name begins with a digit', response('<value><1/></value>')],
    ['a tag whose name begins with a character after the small letters', response('<value><{/></value>')],
    ['a tag whose name begins with a character after the capitals', response('<value><[/></value>')],
    ['attributes that are malformed', response('<value a=b/>')],
    ['attributes without a blank between them', response('<value a="1"b="2"/>')],
    ['an attribute without an equals sign', response('<value a "b"/>')],
    ['an attribute with a bracket in it', response('<value a="<"/>')],
    ['attributes of a closing tag', response('<value></value a="1">')],
    ['an attribute twice', response('<value a="1" b="2" a="1"/>')],
    ['an attribute that begins with a digit', response('<value 1="b"/>')],
    ['an attribute that begins with a hyphen', response('<value -a="b"/>')],
    ['an attribute that begins with a full stop', response('<value .a="b"/>')],
    ['an attribute with a bare ampersand', response('<value a="b&c"/>')],
    ['a declaration whose quotes do not match', `<?xml version="1.0" standalone="yes'?>${response('<value/>')}`],
    ['an encoding that is not a name', `<?xml version="1.0" encoding="1TF-8"?>${response('<value/>')}`],
  ];

  const calls: [string, string][] = [
    ['two method names', '<methodCall><methodName>a</methodName><methodName>b</methodName></methodCall>'],
    ['a method name with a line end in it', '<methodCall><methodName>m\nm</methodName></methodCall>'],
    ['a method name with a space', '<methodCall><methodName>a b</methodName></methodCall>'],
    ['a call without a method', '<methodCall><params/></methodCall>'],
    ['a call of a type that is not known', call('<params><param><value><blob/></value></param></params>')],
    ['a call with base64 that is none', call('<params><param><value><base64>a*b</base64></value></param></params>')],
    ['a call that is nested too deep', call(`<params><param>${nested(16)}</param></params>`)],
    ['a response in place of a call', response('<value/>')],
    ['a call with text after it', `${call('')}x`],
    ['a call with a value outside of a param', call('<params><value/></params>')],
    ['a call whose params are closed as another', call('<params></param>')],
    ['a call with two params', call('<params/><params/>')],
    ...[
      '<int>1.0</int>',
      '<int/>',
      '<i8>0x10</i8>',
      '<int>1 1</int>',
      '<double>NaN</double>',
      '<double>.</double>',
      '<double>x1.5</double>',
      '<double>1.5x</double>',
    ].map((number): [string, string] => [
      `a call with ${number}`,
      call(`<params><param><value>${number}</value></param></params>`),
    ]),
  ];

  /** In capitals: it is not refused. */
  const refusalOf = (read: () => unknown): string => {
    try {
      return `READ ${JSON.stringify(read())}`;
    } catch (error) {
      if (!(error instanceof XmlRpcDecodeError)) return `CRASHED ${error}`;
      return `${error.truncated ? 'truncated ' : ''}${error.kind}: ${error.message}`;
    }
  };

  test('what is no XML-RPC, and says what is wrong and where', async () => {
    const refusals = [
      ...responses.map(([name, document]) => [name, refusalOf(() => decode(document))]),
      ...calls.map(([name, document]) => [name, refusalOf(() => decodeCall(Buffer.from(document)))]),
    ];

    expect(refusals.filter(([, refusal]) => /^[A-Z]/.test(refusal ?? ''))).toEqual([]);
    await expect(refusals.map((columns) => `${columns.join(' | ')}\n`).join('')).toMatchFileSnapshot('refusals.txt');
  });

  test('16 levels are fine', () => {
    expect(decode(response(nested(15))).kind).toBe('value');
  });

  test('more bytes than allowed, before looking at them', () => {
    const document = Buffer.alloc(1024 * 1024 + 1, ' ');
    const small = Buffer.from(response('<value/>'));

    expect(() => decodeResponse(document)).toThrow(/larger than 1048576 bytes/);
    expect(() => decodeResponse(small, { maxBytes: small.length - 1 })).toThrow(
      expect.objectContaining({ kind: 'structure' }),
    );
    expect(decodeResponse(small, { maxBytes: small.length }).kind).toBe('value');
  });

  test.each(['<value a="" a=""/>', '<value 1=""/>', '<value><1/></value>', '<value><int/ ></value>'])(
    '%s as no XML at all',
    (value) => {
      expect(() => decode(response(value))).toThrow(expect.objectContaining({ kind: 'markup', truncated: false }));
    },
  );

  test('without repeating the document, and says where', () => {
    const document = response('<value><int>canary-4711</int></value>');

    expect(() => decode(document)).toThrow(/<int> \(at character \d+\)$/);
    expect(() => decode(document)).toThrow(expect.objectContaining({ name: 'XmlRpcDecodeError' }));
    expect(() => decode(document)).not.toThrow(/canary/);
  });

  test('a document that is whole but wrong as not truncated', () => {
    for (const whole of ['<html/>', '<methodResponse><x>', response('').replace('</methodResponse>', '</other>')]) {
      expect(() => decode(whole)).toThrow(expect.objectContaining({ truncated: false }));
    }
  });

  test('a document cut within a character as truncated, wherever it is cut', () => {
    const whole = Buffer.from(response('<value>é€😀</value>'));
    const end = whole.indexOf('</value>');

    for (let length = whole.indexOf('é') + 1; length < end; length += 1) {
      expect(() => decode(whole.subarray(0, length))).toThrow(expect.objectContaining({ truncated: true }));
    }
  });

  test.each<[string, number[], string]>([
    ['that can begin no character', [0xff], 'utf-8'],
    ['of a surrogate half', [0xed, 0xa0], 'utf-8'],
    ['of an overlong character', [0xe0, 0x80], 'utf-8'],
    ['that nothing in it comes before', [0x41, 0x82], 'utf-8'],
    ['of UTF-8 in a document that is us-ascii', [0xe2, 0x82], 'us-ascii'],
  ])('bytes at the end %s as no truncation', (_, bytes, encoding) => {
    const cut = Buffer.concat([Buffer.from(`<?xml version="1.0" encoding="${encoding}"?><a>`), Buffer.from(bytes)]);

    expect(() => decode(cut)).toThrow(expect.objectContaining({ kind: 'character', truncated: false }));
  });

  test('bytes that are wrong before an incomplete end as no truncation', () => {
    expect(() => decode(new Uint8Array([0x3c, 0xff, 0x3e, 0xe2, 0x82]))).toThrow(
      expect.objectContaining({ kind: 'character', truncated: false }),
    );
  });

  test('a whole document with half a character after it', () => {
    const document = Buffer.concat([Buffer.from(response('<value/>')), Buffer.from([0xe2])]);

    expect(() => decode(document)).toThrow(XmlRpcDecodeError);
  });

  test('a document cut short as truncated, wherever it is cut', () => {
    const whole = `<?xml version="1.0"?>${response('<value a="1" ab="2"><struct><member><name>a</name><value><![CDATA[x]]></value></member></struct></value>')}`;

    for (let length = 6; length < whole.length; length += 1) {
      expect(() => decode(whole.slice(0, length))).toThrow(expect.objectContaining({ truncated: true }));
    }
  });
});
