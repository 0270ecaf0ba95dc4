import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Message } from '../../functions/messages/message.ts';
import type { ListQuery } from '../../functions/messages/ports.ts';
import { chunksOf, eachOf } from '../../functions/runtime/concurrency.ts';
import type { CompleteIndexes } from '../../functions/store/complete-indexes.ts';
import { type Item, toItem } from '../../functions/store/message-item.ts';
import { createMessageList } from '../../functions/store/message-list.ts';
import { createFind } from '../../functions/store/message-reads.ts';
import { CREDENTIALS, REGION } from '../../infra/local/aws-environment.ts';
import { startEmulator } from '../../infra/local/emulator.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { createTable } from '../support/stack/create-table.ts';
import { dataTables } from '../support/stack/data-tables.ts';
import { entryUnitsOf, recordUnitsOf } from './capacity-units.ts';
import { openMessage } from './open-message.ts';
import { milliseconds } from './quantities.ts';
import type { Bench, Row } from './row.ts';

const table = 'messages';
const sizes = [1_000, 10_000, 100_000];
/** The former way is not tried with more messages: a page would take the emulator minutes. */
const mostOldWay = 10_000;
const start = Date.parse('2026-11-01T08:00:00Z');

/** The wanted message is the oldest, so the former way finds it last. */
const sought: Message = {
  ...openMessage(new Date(start)),
  to: '+41791110000',
  reference: 'order-4711',
  status: 'failed',
};
const { account } = sought;

const queries: readonly (readonly [string, Partial<ListQuery>])[] = [
  ['no filter', {}],
  ['reference', { reference: 'order-4711' }],
  ['to', { to: '+41791110000' }],
  ['status=failed', { status: 'failed' }],
  ['reference, from and until', { reference: 'order-4711', from: '2026-10-31', until: '2027' }],
  ['to and status=failed', { to: '+41791110000', status: 'failed' }],
];

/** What one page took. */
interface Cost {
  readonly calls: number;
  readonly units: number;
  readonly millis: number;
  readonly found: number;
}

/**
 * The first page of each filter, while an account's messages grow, with the indexes and in the former way, on the
 * emulator. Read units are DynamoDB's. The emulator's times grow with its tables, unlike DynamoDB's.
 */
export const list: Bench = async (signal) => {
  const { emulator: port } = await freePorts();
  const emulator = await startEmulator({ port, progress: (step) => console.error(`  ${step}`), signal });
  const client = new DynamoDBClient({ endpoint: emulator.url, region: REGION, credentials: CREDENTIALS });
  try {
    await createTable(client, table, dataTables().messages);
    const rows: Row[] = [];
    const first = new Map<string, Cost>();
    let recorded = 0;
    for (const size of sizes) {
      console.error(`  recording ${size} messages`);
      await record(client, recorded, size, signal);
      recorded = size;
      for (const [name, query] of queries) {
        const cost = await measure(client, query, true);
        const old = size > mostOldWay ? undefined : await measure(client, query, false);
        const before = first.get(name) ?? cost;
        first.set(name, before);
        rows.push(rowOf(`${name}, ${size} messages`, cost, old, before));
      }
    }
    return rows;
  } finally {
    client.destroy();
    await emulator.stop();
  }
};

const rowOf = (what: string, cost: Cost, old: Cost | undefined, first: Cost): Row => ({
  what,
  figure: told(cost),
  reference: old === undefined ? 'not tried' : `${told(old)}, ${old.found} found, without the index`,
  ...(cost.found > 0 && {
    aim: 'calls and units do not grow',
    met: cost.calls <= first.calls && cost.units <= first.units,
  }),
});

const told = ({ calls, units, millis }: Cost): string =>
  `${calls} calls, ${units.toFixed(1)} read units, ${milliseconds(millis)}`;

const measure = async (client: DynamoDBClient, query: Partial<ListQuery>, isComplete: boolean): Promise<Cost> => {
  let [calls, units] = [0, 0];
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      calls += 1;
      if ('ScannedCount' in result.output) units += entryUnitsOf(sampleEntry, result.output.ScannedCount ?? 0);
      if ('Responses' in result.output) units += recordUnitsOf(Object.values(result.output.Responses ?? {}).flat());
      return result;
    },
    { step: 'initialize', name: 'count', override: true },
  );
  const indexes: CompleteIndexes = { has: async () => isComplete, forget: () => {} };
  const find = createFind({ client, table, onUnreadable: () => {} });
  const began = performance.now();
  const { messages } = await createMessageList({ client, table, find, indexes }).list({ account, limit: 20, ...query });
  return { calls, units, millis: performance.now() - began, found: messages.length };
};

const messageAt = (index: number): Message => ({
  ...openMessage(new Date(start + index * 1_000)),
  to: `+4179${String(2_000_000 + index)}`,
  reference: `order-${10_000 + index}`,
});

const { id, account: of, createdKey, to, reference } = toItem(sought, 90);
/** An entry of `byAccount`, the largest of the indexes' entries here. */
const sampleEntry: Item = Object.fromEntries(
  Object.entries({ id, account: of, createdKey, to, reference }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  ),
);

/** Adds messages up to this number. */
const record = async (client: DynamoDBClient, from: number, until: number, signal: AbortSignal): Promise<void> => {
  const messages = Array.from({ length: until - from }, (_, index) =>
    from + index === 0 ? sought : messageAt(from + index),
  );
  await eachOf(chunksOf(messages, 25), 4, async (chunk) => {
    signal.throwIfAborted();
    const puts = chunk.map((message) => ({ PutRequest: { Item: toItem(message, 90) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }), { abortSignal: signal });
  });
};
