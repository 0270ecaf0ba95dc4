import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { prepare, runSmsProgram, type SmsProgramName } from './sms-programs.ts';

/**
 * Records test/fixtures/xmlrpc anew: `node test/support/clients/record-xmlrpc.ts`. No SMS is sent: a local listener
 * answers.
 */

interface Recording {
  readonly fixture: string;
  readonly program: SmsProgramName;
  readonly args: readonly string[];
  readonly environment?: Record<string, string>;
}

const text = 'Grüezi, été: 10 €, 👍 <b>&amp;</b> ]]>';

const recordings: readonly Recording[] = [
  { fixture: 'perl-rpc-xml-simple', program: 'perl/simple.pl', args: ['0792223344', 'test message'] },
  { fixture: 'perl-rpc-xml-base64', program: 'perl/complete.pl', args: ['0792223344', 'Grüezi, été €'] },
  { fixture: 'perl-rpc-xml-numbers', program: 'perl/simple.pl', args: ['41792223344', '4711'] },
  {
    fixture: 'python-iso-8859-1',
    program: 'python/sms.py',
    args: ['send', '0792223344', 'été: 10 €'],
    environment: { SMS_ENCODING: 'iso-8859-1' },
  },
  { fixture: 'php-xmlrpc-defaults', program: 'php/defaults.php', args: ['0792223344', 'test message'] },
  ...(
    [
      ['perl-rpc-xml', 'perl/sms.pl'],
      ['php-xmlrpc', 'php/sms.php'],
      ['python', 'python/sms.py'],
      ['ruby-xmlrpc', 'ruby/sms.rb'],
      ['java-apache-xmlrpc', 'java/Sms.java'],
    ] as const
  ).flatMap(([fixture, program]) => [
    { fixture: `${fixture}-send`, program, args: ['send', '0792223344,0792223345', text, '2030-12-24 18:00:00'] },
    { fixture: `${fixture}-status`, program, args: ['status', '4711', '4712'] },
    { fixture: `${fixture}-cancel`, program, args: ['cancel', '4711'] },
  ]),
];

const folder = new URL('../../fixtures/xmlrpc/', import.meta.url);

const emptyArray =
  '<?xml version="1.0"?><methodResponse><params><param><value><array><data/></array></value></param></params></methodResponse>';

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

let last: { readonly body: Buffer; readonly contentType: string | undefined } | undefined;
const listener = createServer((request, response) => {
  void bodyOf(request).then((body) => {
    last = { body, contentType: request.headers['content-type'] };
    response.writeHead(200, { 'content-type': 'text/xml', 'content-length': emptyArray.length }).end(emptyArray);
  });
});
listener.listen(0, '127.0.0.1');
await once(listener, 'listening');
const address = listener.address();
if (address === null || typeof address === 'string') throw new Error('The listener has no port.');
const door = { url: `http://127.0.0.1:${address.port}/api2/`, user: 'myuser', password: 'mypass' };

const contentTypes: Record<string, string | undefined> = {};
for (const { fixture, program, args, environment } of recordings) {
  await prepare(program);
  last = undefined;
  // How a program takes the empty answer does not matter here.
  await runSmsProgram(program, door, environment)(...args).catch(() => {});
  if (last === undefined) throw new Error(`${program} has sent nothing.`);
  const { body, contentType } = last;
  await writeFile(new URL(`${fixture}.xml`, folder), body);
  contentTypes[fixture] = contentType;
}
await writeFile(new URL('content-types.json', folder), `${JSON.stringify(contentTypes, undefined, 2)}\n`);
listener.closeAllConnections();
listener.close();
