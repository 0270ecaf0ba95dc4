import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { type Item, openShards } from '../../functions/store/message-item.ts';
import { serveParent } from './listening.ts';
import { timeBefore } from './open-message.ts';

/**
 * The other end of a sweep's calls. At `/api2/` a gateway answers every `get_status` after 100 ms: all messages are
 * still queued, in the longer of the two forms that a reply may have. Everywhere else is a DynamoDB with a single
 * operation: it answers a query of the open index after 10 ms.
 */

const gatewayLatencyMillis = 100;
/** How long DynamoDB takes for a page of a thousand entries. */
const queryLatencyMillis = 10;

const { MESSAGES = '' } = process.env;

/** None of a shard's messages is stored: an entry is made when it is read. */
const count = Number(MESSAGES);
const start = Date.now();
const sinceOf = (index: number): string => new Date(timeBefore(index / count, start)).toISOString();
const idOf = (index: number): string => `msg_${String(index).padStart(26, '0')}`;
const keyOf = (index: number): string => `${sinceOf(index)}#${idOf(index)}`;

const entryOf = (index: number): Item => ({
  id: { S: idOf(index) },
  openShard: { S: String(index % openShards) },
  openKey: { S: keyOf(index) },
  gatewayId: { S: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` },
  status: { S: 'queued' },
  account: { S: 'acc_01jdn3rv5rcp5p2m4k5t6w7x8y' },
  version: { N: '2' },
});

/** The first message of a shard whose key is not before this one. */
const firstFrom = (shard: number, key: string): number => {
  let [low, high] = [0, Math.ceil((count - shard) / openShards)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(middle * openShards + shard) < key) low = middle + 1;
    else high = middle;
  }
  return low * openShards + shard;
};

const string = v.object({ S: v.string() });
const query = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    IndexName: v.literal('open'),
    Limit: v.number(),
    ExpressionAttributeValues: v.object({ ':of': string, ':from': string, ':until': string }),
  }),
);

const answerQuery = (body: string): string => {
  const { Limit, ExpressionAttributeValues: values } = v.parse(query, body);
  const Items: Item[] = [];
  let index = firstFrom(Number(values[':of'].S), values[':from'].S);
  const isWithin = () => index < count && keyOf(index) <= values[':until'].S;
  for (; isWithin() && Items.length < Limit; index += openShards) Items.push(entryOf(index));
  return JSON.stringify({ Items, ...(isWithin() && { LastEvaluatedKey: Items.at(-1) }) });
};

/** In a `get_status` call, the ids come after user and password. */
const answerStatus = (call: string): string => {
  const [, , ...ids] = [...call.matchAll(/<string>([^<]*)<\/string>/g)].map(([, string = '']) => string);
  const entries = ids.map((id) => array(`<value><string>${id}</string></value>${queued}`));
  return `<?xml version="1.0" encoding="utf-8"?><methodResponse><params><param>${array(entries.join(''))}</param></params></methodResponse>`;
};

const array = (values: string): string => `<value><array><data>${values}</data></array></value>`;

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

const serve = async (request: IncomingMessage): Promise<string> => {
  const isGateway = request.url === '/api2/';
  const [body] = await Promise.all([text(request), sleep(isGateway ? gatewayLatencyMillis : queryLatencyMillis)]);
  return isGateway ? answerStatus(body) : answerQuery(body);
};

await serveParent(async (request, response) => {
  const body = await serve(request).catch((error: unknown) => console.error(error));
  if (body === undefined) response.writeHead(500).end();
  else response.setHeader('content-type', body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.0').end(body);
});
