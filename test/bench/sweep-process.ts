import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createHandOver } from '../../functions/messages/hand-over.ts';
import type { Upstream } from '../../functions/messages/ports.ts';
import { createSweep } from '../../functions/messages/sweep/sweep.ts';
import { sweepMillis } from '../../functions/messages/time-budget.ts';
import { createCalls } from '../../functions/store/calls.ts';
import { createMessageStore } from '../../functions/store/messages.ts';
import { createOpenMessages } from '../../functions/store/open-messages.ts';
import { createSuppressions } from '../../functions/store/suppressions.ts';
import { createUpstreamClient } from '../../functions/upstream/client.ts';
import { createUpstream } from '../../functions/upstream/upstream.ts';
import { readUnitsOf } from './capacity-units.ts';
import { timeBefore } from './open-message.ts';

/**
 * The measured process of sweep-measurement.ts. It makes one sweep after the other, each over a share of the messages,
 * and sends what they took. All parts are the real ones.
 */

const { TABLE = '', GATEWAY_URL = '', SHARES = '' } = process.env;

/** How many statuses are read between two measurements of the heap, which delay the sweep. */
const statusesPerLook = 20_000;

const counts = { gatewayCalls: 0, reads: 0, readUnits: 0, writes: 0 };
const reading: ReadonlySet<string> = new Set(['QueryCommand', 'BatchGetItemCommand']);

const client = new DynamoDBClient({});
client.middlewareStack.add(
  (next, { commandName = '' }) =>
    async (args) => {
      const result = await next(args);
      counts[reading.has(commandName) ? 'reads' : 'writes'] += 1;
      // The emulator reports half a unit however large a page is, so they are counted by DynamoDB's rules.
      if ('Items' in result.output) counts.readUnits += readUnitsOf(result.output.Items ?? []);
      return result;
    },
  { step: 'initialize', name: 'count' },
);

/** The most bytes that were still in use after a collection. */
let heap = 0;
let unseen = 0;
const lookAtHeap = (): void => {
  unseen = 0;
  globalThis.gc?.();
  heap = Math.max(heap, process.memoryUsage().heapUsed);
};

const credentials = async () => ({ user: 'demo', password: 'demo-password' });
const upstream = createUpstream(createUpstreamClient({ url: GATEWAY_URL, credentials }));
const watched: Upstream = {
  ...upstream,
  states: async (ids, deadline) => {
    const states = await upstream.states(ids, deadline);
    counts.gatewayCalls += 1;
    unseen += ids.length;
    if (unseen >= statusesPerLook) lookAtHeap();
    return states;
  },
};

const fail = (...problem: unknown[]): void => {
  throw new Error(`Unexpected: ${problem.join(' ')}`);
};
const clock = () => new Date();
const store = createMessageStore({ client, table: TABLE, accounts: 'none', retentionDays: 90, onUnreadable: fail });
const open = createOpenMessages({ client, table: TABLE, onUnreadable: fail });
const calls = createCalls({ client, table: 'none', clock });
const sweep = createSweep({
  store,
  calls,
  open,
  upstream: watched,
  handOver: createHandOver({
    store,
    calls,
    suppressions: createSuppressions(client, 'none'),
    upstream,
    clock,
    log: { indeterminate: fail, postponed: fail, unrecorded: fail },
  }),
  clock,
  newAttempt: randomUUID,
  onFailure: (error) => console.error(error),
});

const measure = async (share: number) => {
  const until = new Date(timeBefore(share)).toISOString();
  const ranges = open.shards.map((shard) => ({ shard, window: 'all', after: '0', until }));
  Object.assign(counts, { gatewayCalls: 0, reads: 0, readUnits: 0, writes: 0 });
  heap = 0;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const { checked, changed, failedCalls, left } = await sweep(ranges, Date.now() + sweepMillis);
  const millis = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (failedCalls + changed > 0) throw new Error(`${failedCalls} calls failed, ${changed} messages changed.`);
  return { checked, millis, cpuMillis: (user + system) / 1000, heap, rangesLeft: left.length, ...counts };
};

const sweeps = [];
for (const share of v.parse(v.pipe(v.string(), v.parseJson(), v.array(v.number())), SHARES)) {
  sweeps.push(await measure(share));
}
process.send?.(sweeps);
process.disconnect();
