import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aDoor, faultOf } from '../../support/clients/xmlrpc-door.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/xmlrpc/${name}.xml`, import.meta.url));

/** As each client sends it: see test/support/clients/record-xmlrpc.ts. */
const contentTypes: Record<string, string> = JSON.parse(
  readFileSync(new URL('../../fixtures/xmlrpc/content-types.json', import.meta.url), 'utf8'),
);
const headersOf = (name: string) => ({ 'content-type': contentTypes[name] ?? 'text/xml' });

const anId = expect.stringMatching(/^msg_/);
const atOnce = { type: 'text', sender: 'textobox.ch' };

test.each<[string, unknown[], object[]]>([
  ['php-pear-xml-rpc', [['0792223344', 1, anId]], [{ ...atOnce, to: '+41792223344', text: 'Grüezi & à bientôt' }]],
  [
    'php-ixr-iso-8859-1',
    [
      ['0792223344', 1, anId],
      ['0792223345', 1, anId],
    ],
    [
      { ...atOnce, type: 'flash', to: '+41792223344', text: 'été' },
      { ...atOnce, type: 'flash', to: '+41792223345', text: 'été' },
    ],
  ],
  ['perl-rpc-xml-simple', [['0792223344', 1, anId]], [{ ...atOnce, to: '+41792223344', text: 'test message' }]],
  ['perl-rpc-xml-base64', [['0792223344', 1, anId]], [{ ...atOnce, to: '+41792223344', text: 'Grüezi, été €' }]],
  ['php-xmlrpc-defaults', [['0792223344', 1, anId]], [{ ...atOnce, to: '+41792223344', text: 'test message' }]],
  ['python-iso-8859-1', [['0792223344', 1, anId]], [{ ...atOnce, to: '+41792223344', text: 'été: 10 €' }]],
  ['perl-rpc-xml-numbers', [['41792223344', 1, anId]], [{ ...atOnce, to: '+41792223344', text: '4711' }]],
  ['python-xmlrpc-client', [['0792223344', 1, anId]], [{ ...atOnce, to: '+41792223344', text: 'Grüezi <b>&amp;</b>' }]],
  [
    'dotnet-send-message',
    [
      ['0792223344', 9, anId],
      ['+41 79 222 33 45', 9, anId],
    ],
    [
      { ...atOnce, to: '+41792223344', text: 'Grüezi <Müller> ]]> €', scheduledAt: '2030-12-24T17:00:00.000Z' },
      { ...atOnce, to: '+41792223345', scheduledAt: '2030-12-24T17:00:00.000Z' },
    ],
  ],
  [
    'java-apache-ws-xmlrpc',
    [['0792223344', 1, anId]],
    [{ ...atOnce, to: '+41792223344', text: 'Grüezi\nzweite Zeile' }],
  ],
  [
    'ruby-xmlrpc',
    [
      ['4711', false],
      ['4712', false],
    ],
    [],
  ],
])('serves a call as %s writes it', async (name, value, messages) => {
  const door = aDoor();

  const { response } = await door.post(fixture(name), headersOf(name));

  expect(response).toEqual({ kind: 'value', value });
  expect(door.messages()).toMatchObject(messages);
});

describe.each(['perl-rpc-xml', 'php-xmlrpc', 'python', 'ruby-xmlrpc', 'java-apache-xmlrpc'])(
  'serves what was recorded of %s',
  (client) => {
    const answerTo = async (door: ReturnType<typeof aDoor>, call: string) => {
      const name = `${client}-${call}`;
      return (await door.post(fixture(name), headersOf(name))).response;
    };

    test('sending to several on a date', async () => {
      const door = aDoor();

      const answer = await answerTo(door, 'send');

      const scheduled = {
        ...atOnce,
        text: 'Grüezi, été: 10 €, 👍 <b>&amp;</b> ]]>',
        scheduledAt: '2030-12-24T17:00:00.000Z',
      };
      const value = [
        ['0792223344', 9, anId],
        ['0792223345', 9, anId],
      ];
      expect(answer).toEqual({ kind: 'value', value });
      expect(door.messages()).toMatchObject([
        { ...scheduled, to: '+41792223344' },
        { ...scheduled, to: '+41792223345' },
      ]);
    });

    test('asking and cancelling', async () => {
      const door = aDoor();

      const answers = [await answerTo(door, 'status'), await answerTo(door, 'cancel')];

      const unknown = [
        ['4711', false],
        ['4712', false],
      ];
      expect(answers).toEqual([
        { kind: 'value', value: unknown },
        { kind: 'value', value: unknown.slice(0, 1) },
      ]);
    });
  },
);

test('answers the digits of a number in which there are none', async () => {
  expect((await aDoor().post(fixture('python-binary'))).response).toEqual({ kind: 'value', value: '' });
});

test('refuses a sender that is a date, as a confused program writes it', async () => {
  expect(faultOf(await aDoor().post(fixture('dotnet-xml-rpc-net'))).code).toBe(-32602);
});
