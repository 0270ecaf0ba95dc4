import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOST } from '../../infra/local/ports.ts';

/**
 * The other end of a sweep's calls. A gateway, at `/api2/`, that answers every `get_status` after 100 ms: all messages
 * are still queued, in the longer of the two forms that a reply may have. And DynamoDB: the emulator, or what it
 * answered to the same question before, after 10 ms. `GET /calls` tells what was called since the last time.
 */

const gatewayLatencyMillis = 100;
/** DynamoDB's own, for a page of a thousand entries. */
const replayLatencyMillis = 10;

const { EMULATOR_URL = '' } = process.env;

let calls: Record<string, number> = {};
const count = (call: string): void => {
  calls[call] = (calls[call] ?? 0) + 1;
};

const recorded = new Map<string, Buffer>();

const serve = async (request: IncomingMessage): Promise<string | Buffer> => {
  if (request.method === 'GET') {
    const told = JSON.stringify(calls);
    calls = {};
    return told;
  }
  const operation = request.headers['x-amz-target'];
  const body = await buffer(request);
  if (typeof operation !== 'string') {
    count('gateway');
    await sleep(gatewayLatencyMillis);
    return stillQueued(idsIn(body.toString()));
  }
  count(operation.slice(operation.indexOf('.') + 1));
  const question = `${operation} ${body}`;
  const known = recorded.get(question);
  if (known !== undefined) {
    await sleep(replayLatencyMillis);
    return known;
  }
  const answer = await forward(request, body);
  recorded.set(question, answer);
  return answer;
};

const forward = async ({ headers }: IncomingMessage, body: Buffer): Promise<Buffer> => {
  const kept = ['content-type', 'x-amz-target', 'x-amz-date', 'authorization'].map((name) => [name, headers[name]]);
  const response = await fetch(EMULATOR_URL, { method: 'POST', headers: Object.fromEntries(kept), body });
  if (!response.ok) throw new Error(`The emulator answered ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
};

/** The ids of a `get_status` call, which come after user and password. */
const idsIn = (call: string): readonly string[] =>
  [...call.matchAll(/<string>([^<]*)<\/string>/g)].slice(2).map(([, id = '']) => id);

const stillQueued = (ids: readonly string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><methodResponse><params><param><value><array><data>${ids
    .map((id) => `<value><array><data><value><string>${id}</string></value>${queued}</data></array></value>`)
    .join('')}</data></array></value></param></params></methodResponse>`;

const member = (name: string, value: string): string => `<member><name>${name}</name><value>${value}</value></member>`;

const queued = `<value><struct>${[
  member('from', '<string>Example AG</string>'),
  member('to', '<string>41791234567</string>'),
  member('length', '<int>142</int>'),
  member('sent_date', '<string>2026-11-22 14:05:00</string>'),
  member('sent_status', '<int>1</int>'),
  member('sent_status_text', '<string>OK</string>'),
  member('last_date', '<string>2026-11-22 14:05:07</string>'),
  member('last_status', '<int>8</int>'),
  member('last_status_text', '<string>Queued at the message center</string>'),
].join('')}</struct></value>`;

const server = createServer(async (request, response) => {
  const isGateway = request.url === '/api2/';
  const body = await serve(request).catch((error: unknown) => console.error(error));
  if (body === undefined) response.writeHead(500).end();
  else response.setHeader('content-type', isGateway ? 'text/xml' : 'application/x-amz-json-1.0').end(body);
}).listen(0, HOST);
await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('The server has no port.');
process.send?.(`http://${HOST}:${address.port}`);
process.once('disconnect', () => process.exit());
