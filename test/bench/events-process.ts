import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { createPublish } from '../../functions/bus/event-bus.ts';
import { createFollowUp } from '../../functions/bus/follow-up.ts';
import { reportChanges } from '../../functions/events/metrics.ts';
import { publishLifecycle, type StreamEvent } from '../../functions/events/publish-lifecycle.ts';
import type { Message } from '../../functions/messages/message.ts';
import { chunksOf } from '../../functions/runtime/concurrency.ts';
import { createCount } from '../../functions/statistics/count.ts';
import { createClient } from '../../functions/store/client.ts';
import { toItem } from '../../functions/store/message-item.ts';
import { createAddCounts } from '../../functions/store/statistics.ts';
import { patience } from '../../functions/wiring/messages.ts';
import { openMessage } from './open-message.ts';
import { median } from './quantities.ts';

/**
 * The measured process of events.ts: the publisher with its real parts, over the stream of many single sends. It tries
 * the variants in turn, round after round, and sends the medians of each.
 */

const { BUS_URL = '', WAYS = '' } = process.env;

const messages = 500;
const rounds = 5;

const way = v.object({
  batch: v.number(),
  callsAtOnce: v.number(),
  quota: v.exactOptional(v.number()),
  isCounted: v.boolean(),
});
type Way = v.InferOutput<typeof way>;

const recordOf = (before: Message | undefined, after: Message): StreamEvent['Records'][number] => ({
  dynamodb: {
    SequenceNumber: `${after.id}/${after.version}`,
    ...(before && { OldImage: toItem(before, 90) }),
    NewImage: toItem(after, 90),
  },
});

/** Each message is recorded, handed over while 20 others are recorded, and delivered after 100 more. */
const stream = (): StreamEvent['Records'] => {
  const changes = Array.from({ length: messages }, (_, index) => {
    const { upstreamId, ...common } = openMessage(new Date());
    const recorded: Message = { ...common, status: 'submitting', version: 1 };
    const queued: Message = { ...common, ...(upstreamId && { upstreamId }) };
    return [
      { at: index, record: recordOf(undefined, recorded) },
      { at: index + 20, record: recordOf(recorded, queued) },
      { at: index + 120, record: recordOf(queued, { ...queued, status: 'delivered', version: 3 }) },
    ];
  });
  return changes
    .flat()
    .toSorted((a, b) => a.at - b.at)
    .map(({ record }) => record);
};

const counting = createCount({
  add: createAddCounts(createClient(patience), 'accounts'),
  onFailure: (_, cause) => {
    throw cause;
  },
});

const publisher = ({ callsAtOnce, quota, isCounted }: Way) => {
  const endpoint = quota === undefined ? BUS_URL : `${BUS_URL}/quota/${quota}`;
  return publishLifecycle({
    tell: createPublish({
      client: new EventBridgeClient({ ...patience, maxAttempts: 1, endpoint }),
      bus: 'sms-gateway',
      callsAtOnce,
      onFailure: () => {},
    }),
    tellLowCredits: async () => new Set(),
    setAside: () => Promise.reject(new Error('Each record can be read.')),
    followUp: createFollowUp(new SQSClient(patience), `${BUS_URL}/queue`, () => new Date()),
    count: isCounted ? counting : async () => {},
    report: reportChanges,
  });
};

const counts = v.object({ calls: v.number(), taken: v.number() });
const callsSoFar = async () => v.parse(counts, await (await fetch(BUS_URL)).json());

const measure = async (run: ReturnType<typeof publisher>, batch: number) => {
  const records = stream();
  // Lambda passes each batch as JSON.
  const batches = chunksOf(records, batch).map((Records) => JSON.stringify({ Records }));
  await callsSoFar();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  let comeAgain = 0;
  for (const json of batches) comeAgain += (await run(JSON.parse(json))).batchItemFailures.length;
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    perSecond: records.length / seconds,
    perCpuSecond: records.length / ((user + system) / 1e6),
    comeAgain,
    ...(await callsSoFar()),
  };
};

type Found = Awaited<ReturnType<typeof measure>>;

const measured = v
  .parse(v.pipe(v.string(), v.parseJson(), v.array(way)), WAYS)
  .map((way) => ({ batch: way.batch, run: publisher(way), found: [] as Found[] }));
for (const { batch, run } of measured) await measure(run, batch);
for (let round = 0; round < rounds; round += 1) {
  for (const { batch, run, found } of measured) found.push(await measure(run, batch));
}

const medianOf = (found: readonly Found[], name: keyof Found): number => median(found.map((one) => one[name]));
process.send?.(
  measured.map(({ found }) => ({
    perSecond: medianOf(found, 'perSecond'),
    perCpuSecond: medianOf(found, 'perCpuSecond'),
    calls: medianOf(found, 'calls'),
    taken: medianOf(found, 'taken'),
    comeAgain: medianOf(found, 'comeAgain'),
  })),
);
process.disconnect();
