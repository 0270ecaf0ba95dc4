import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeCall } from '../../../functions/xmlrpc/decode.ts';
import { XmlRpcDateTime, type XmlRpcValue } from '../../../functions/xmlrpc/value.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/xmlrpc/${name}.xml`, import.meta.url));
const utf8 = (text: string) => new Uint8Array(Buffer.from(text));

test.each<[string, string, XmlRpcValue[]]>([
  ['php-pear-xml-rpc', 'send_message', ['myuser', 'mypass', '0792223344', 'Grüezi & à bientôt']],
  ['php-ixr-iso-8859-1', 'send_message', ['myuser', 'mypass', ['0792223344', '0792223345'], 'été', '', '', 'flash']],
  ['perl-rpc-xml-simple', 'send_message', ['myuser', 'mypass', '0792223344', 'test message']],
  ['perl-rpc-xml-base64', 'send_message', ['myuser', 'mypass', utf8('0792223344'), utf8('Grüezi, été €')]],
  ['ruby-xmlrpc', 'get_status', ['myuser', 'mypass', ['4711', '4712']]],
  [
    'python-xmlrpc-client',
    'send_message',
    ['myuser', 'mypass', ['0792223344'], 'Grüezi <b>&amp;</b>', '', new XmlRpcDateTime('2006-12-06T20:05:00')],
  ],
  ['python-binary', 'clean_number', ['myuser', 'mypass', utf8('été '.repeat(20))]],
  [
    'dotnet-xml-rpc-net',
    'send_message',
    ['myuser', 'mypass', ['0792223344'], '', new XmlRpcDateTime('2006-12-06T20:05:00'), true],
  ],
  [
    'java-apache-ws-xmlrpc',
    'send_message',
    ['myuser', 'mypass', ['0792223344'], 'Grüezi\nzweite Zeile', null, '4294967296'],
  ],
])('reads a call as %s writes it', (name, method, params) => {
  expect(decodeCall(fixture(name))).toEqual({ method, params });
});

test.each(['perl-rpc-xml', 'php-xmlrpc', 'python', 'ruby-xmlrpc', 'java-apache-xmlrpc'])(
  'reads what was recorded of %s',
  (client) => {
    const options = { undeclaredCharset: 'iso-8859-15' } as const;

    const send = decodeCall(fixture(`${client}-send`), options);
    const status = decodeCall(fixture(`${client}-status`), options);

    const text = 'Grüezi, été: 10 €, 👍 <b>&amp;</b> ]]>';
    const login = ['myuser', 'mypass'];
    expect(send).toEqual({
      method: 'send_message',
      params: [...login, ['0792223344', '0792223345'], text, '', '2030-12-24 18:00:00'],
    });
    expect(status).toEqual({ method: 'get_status', params: [...login, ['4711', '4712']] });
  },
);
