import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createGatewayClient } from '../../functions/gateway/client.ts';
import { createMessageGateway } from '../../functions/gateway/message-gateway.ts';
import { createHandOver } from '../../functions/messages/hand-over.ts';
import type { Gateway } from '../../functions/messages/ports.ts';
import { createSweep } from '../../functions/messages/sweep.ts';
import { createMessageStore } from '../../functions/store/messages.ts';
import { createOpenMessages } from '../../functions/store/open-messages.ts';
import { readUnitsOf } from './capacity-units.ts';

/**
 * The measured process of sweep-measurement.ts. It sweeps over all messages, then over those of the first shard, then
 * over all again, and sends what each took. All parts are the real ones.
 */

const { AWS_ENDPOINT_URL = '', TABLE = '' } = process.env;

/** More than a Lambda has: the emulator takes seconds for a page of a large table. */
const timeoutMillis = 300_000;
/** How many statuses are read between two looks at the heap. */
const statusesPerLook = 5_000;

const client = new DynamoDBClient({});
/** The emulator tells half a unit however large a page is: the units are counted by DynamoDB's rules. */
let readUnits = 0;
client.middlewareStack.add(
  (next) => async (args) => {
    const result = await next(args);
    if ('Items' in result.output) readUnits += readUnitsOf(result.output.Items ?? []);
    return result;
  },
  { step: 'initialize', name: 'countReadUnits' },
);

const fail = (...problem: unknown[]): void => {
  throw new Error(`Unexpected: ${problem.join(' ')}`);
};
const onUnreadable = fail;
const clock = () => new Date();
const store = createMessageStore({ client, table: TABLE, accounts: 'none', retentionDays: 90, onUnreadable });
const open = createOpenMessages({ client, table: TABLE, onUnreadable });
const credentials = async () => ({ user: 'demo', password: 'demo-password' });
const gateway = createMessageGateway(createGatewayClient({ url: `${AWS_ENDPOINT_URL}/api2/`, credentials }));

/** Bytes that are still in use when the collector has done its work: the most that was seen. */
let heap = 0;
let unseen = 0;
const lookAtHeap = (): void => {
  unseen = 0;
  globalThis.gc?.();
  heap = Math.max(heap, process.memoryUsage().heapUsed);
};
const watched: Gateway = {
  ...gateway,
  states: async (ids) => {
    const states = await gateway.states(ids);
    unseen += ids.length;
    if (unseen >= statusesPerLook) lookAtHeap();
    return states;
  },
};

const log = { indeterminate: fail, postponed: fail, unrecorded: fail };
const handOver = createHandOver({ store, gateway, clock, log });
const sweep = createSweep({
  store,
  open,
  gateway: watched,
  handOver,
  clock,
  newAttempt: randomUUID,
  onFailure: (error) => console.error(error),
});

const calls = async (): Promise<unknown> => (await fetch(AWS_ENDPOINT_URL)).json();

const until = clock().toISOString();

const measure = async (shards: readonly string[]) => {
  const ranges = shards.map((shard) => ({ shard, window: 'all', after: '0', until }));
  await calls();
  lookAtHeap();
  heap = 0;
  readUnits = 0;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const { checked, changed, failedCalls, left } = await sweep(ranges, Date.now() + timeoutMillis);
  const millis = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (failedCalls + left.length > 0) throw new Error(`${failedCalls} calls failed, ${left.length} ranges were left.`);
  const cpuMillis = (user + system) / 1000;
  return { checked, changed, millis, cpuMillis, readUnits, heap, calls: await calls() };
};

const emulated = await measure(open.shards);
const few = await measure(open.shards.slice(0, 1));
const many = await measure(open.shards);
process.send?.({ emulated, few, many });
process.disconnect();
