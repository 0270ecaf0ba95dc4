import * as v from 'valibot';
import { emulatorEnvironment } from '../../infra/local/aws-environment.ts';
import { forkIn } from './fork-in.ts';
import type { Bench, Row } from './row.ts';

/** A variant of the publisher: events per batch, concurrent calls, and the bus's quota in calls per second. */
interface Way {
  readonly batch: number;
  readonly callsAtOnce: number;
  readonly quota?: number;
  /** Whether messages are counted. */
  readonly isCounted: boolean;
}

/** As in infra/constructs/lifecycle.ts and functions/bus/event-bus.ts. */
const present: Way = { batch: 500, callsAtOnce: 8, isCounted: true };
const uncounted: Way = { ...present, isCounted: false };
const oneAfterTheOther: Way = { batch: 100, callsAtOnce: 1, isCounted: false };
/**
 * A quarter of the quota of `PutEvents` in most regions, such as eu-central-2: the stream of a new table has four
 * shards.
 */
const throttled: Way = { ...present, quota: 100 };
const others: readonly Way[] = [
  { ...present, batch: 100 },
  { ...present, callsAtOnce: 1 },
  { ...present, callsAtOnce: 16 },
];
/** A shard's changes come from one partition of the table, which accepts so many writes per second. */
const aimedRate = 1_000;
/** The share of a core that a Lambda of 512 MB has; a whole core comes with 1,769 MB. */
const cpuShare = 512 / 1_769;

const wayResult = v.object({
  perSecond: v.number(),
  perCpuSecond: v.number(),
  /** Calls of `PutEvents`, and how many of them the bus accepted. */
  calls: v.number(),
  taken: v.number(),
  /** Batches that are repeated, completely or in part. */
  comeAgain: v.number(),
});

type WayResult = v.InferOutput<typeof wayResult>;

/**
 * The publisher with its real parts. It gets one batch after the other, as from one shard, and the bus takes 25 ms per
 * call, without TLS. The reference is the former design: a hundred records per batch, and one call after the other.
 */
export const events: Bench = async (signal) => {
  const ways = [present, oneAfterTheOther, throttled, uncounted, ...others];
  const [now, before, slowed, without, ...rest] = await measure(ways, signal);
  if (now === undefined || before === undefined || slowed === undefined || without === undefined)
    throw new Error('A way is missing.');
  const ofLambda = now.perCpuSecond * cpuShare;
  return [
    {
      what: 'events a second, of one shard',
      figure: now.perSecond.toFixed(0),
      reference: `${before.perSecond.toFixed(0)}, one call after the other`,
      ratio: now.perSecond / before.perSecond,
      aim: `≥ ${aimedRate}, all that a shard can bring`,
      met: now.perSecond >= aimedRate,
    },
    {
      what: 'events a second, with the messages counted',
      figure: `${now.perSecond.toFixed(0)}, ${now.perCpuSecond.toFixed(0)} a CPU-second`,
      reference: `${without.perSecond.toFixed(0)}, ${without.perCpuSecond.toFixed(0)}, not counted`,
      ratio: now.perSecond / without.perSecond,
    },
    {
      what: 'events a CPU-second',
      figure: now.perCpuSecond.toFixed(0),
      reference: `${before.perCpuSecond.toFixed(0)}, one call after the other`,
      ratio: now.perCpuSecond / before.perCpuSecond,
    },
    {
      what: `of those in a second of 512 MB (${cpuShare.toFixed(2)} of a core, computed)`,
      figure: ofLambda.toFixed(0),
      reference: `${aimedRate}, all that a shard can bring`,
      ratio: ofLambda / aimedRate,
      aim: `≥ ${aimedRate}`,
      met: ofLambda >= aimedRate,
    },
    {
      what: `events a second, at a bus that takes ${throttled.quota} calls a second`,
      figure: `${slowed.perSecond.toFixed(0)}, ${(100 * (1 - slowed.taken / slowed.calls)).toFixed(0)} % of its calls throttled`,
      reference: `${(throttled.quota ?? 0) * 10}, which fill all of those`,
      ratio: slowed.perSecond / ((throttled.quota ?? 0) * 10),
    },
    {
      what: 'batches that come again there',
      figure: String(slowed.comeAgain),
      reference: '0, where nothing is throttled',
      aim: '0',
      met: slowed.comeAgain === 0,
    },
    ...others.map((way, index) => told(way, rest[index], before)),
  ];
};

const told = ({ batch, callsAtOnce }: Way, found: WayResult | undefined, before: WayResult): Row => ({
  what: `events a second, ${batch} records a batch, ${callsAtOnce} calls at once`,
  figure: found?.perSecond.toFixed(0) ?? '',
  reference: `${before.perSecond.toFixed(0)}, one call after the other`,
  ratio: (found?.perSecond ?? 0) / before.perSecond,
});

const measure = async (ways: readonly Way[], signal: AbortSignal): Promise<readonly WayResult[]> => {
  const bus = forkIn('events-bus-process.ts', {}, signal);
  try {
    const url = v.parse(v.string(), await bus.message);
    const settings = { BUS_URL: url, WAYS: JSON.stringify(ways) };
    const measured = forkIn('events-process.ts', { ...emulatorEnvironment(url), ...settings }, signal);
    try {
      return v.parse(v.array(wayResult), await measured.message);
    } finally {
      measured.stop();
    }
  } finally {
    bus.stop();
  }
};
