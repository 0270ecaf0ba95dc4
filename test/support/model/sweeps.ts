import type { Message } from '../../../functions/messages/message.ts';
import type { UpstreamState } from '../../../functions/messages/ports.ts';
import type { LeftOver, Range } from '../../../functions/messages/sweep/ranges.ts';
import type { SweepReport } from '../../../functions/messages/sweep/report.ts';
import type { Share } from '../../../functions/messages/sweep/sweep.ts';
import { timeAgo } from '../../../functions/messages/timing.ts';
import { memoryCalls } from '../fakes/memory-calls.ts';
import { memoryOpen } from '../fakes/memory-open.ts';
import { memoryQuota } from '../fakes/memory-quota.ts';
import { memoryStates } from '../fakes/memory-states.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { memorySuppressions } from '../fakes/memory-suppressions.ts';
import { scriptedUpstream, upstreamIdOf } from '../fakes/scripted-upstream.ts';
import { aMessage, now, swissMobiles } from './messages.ts';
import { aService } from './service.ts';

export const minute = 60_000;

export const minutesAgo = (minutes: number) => timeAgo(now, minutes);

/** Messages that the gateway has accepted, one for each recipient, all `queued`. */
export const queuedMessages = (count: number, parts: Partial<Message> = {}): Message[] =>
  swissMobiles(count).map((to) =>
    aMessage({ to, status: 'queued', upstreamId: upstreamIdOf(to), createdAt: minutesAgo(1), ...parts }),
  );

/** The gateway's answer for these messages. */
export const statesOf = (messages: readonly Message[], state: UpstreamState): Map<string, UpstreamState> =>
  new Map(messages.flatMap(({ upstreamId }) => (upstreamId === undefined ? [] : [[upstreamId, state] as const])));

/** Sweeps over a record in memory and a scripted gateway, with a clock that the test sets. */
export const sweeping = (
  initial: readonly Message[],
  { store = memoryStore(initial), upstream = scriptedUpstream(), open = memoryOpen(store) } = {},
) => {
  const failures: Error[] = [];
  const time = { now };
  const clock = () => time.now;
  const unheeded = { indeterminate: () => {}, postponed: () => {}, unrecorded: () => {} };
  const calls = memoryCalls();
  const suppressions = memorySuppressions();
  let attempts = 0;
  const { sweepRanges: sweep, sweep: sweepDue } = aService({
    store,
    calls,
    open,
    upstream,
    states: memoryStates(),
    quota: memoryQuota(),
    suppressions,
    clock,
    pause: async () => {},
    newAttempt: () => {
      attempts += 1;
      return `sweep-${attempts}`;
    },
    log: unheeded,
    onFailure: (error) => {
      if (error instanceof Error) failures.push(error);
    },
  });

  return {
    store,
    calls,
    upstream,
    open,
    suppressions,
    failures,
    /** Lets time pass. */
    pass: (milliseconds: number) => {
      time.now = new Date(time.now.getTime() + milliseconds);
    },
    /** Sweeps all messages, continuing from what was left, if anything. It has 90 s by default. */
    sweep: (left: readonly LeftOver[] = [], available = 90_000): Promise<SweepReport> =>
      sweep(left.length === 0 ? everything(time.now) : rest(left, time.now), time.now.getTime() + available),
    /** Sweeps all messages except those that wait for the gateway. */
    sweepHandingNothingOver: (ranges: readonly Range[] = everything(time.now)) =>
      sweep(ranges, time.now.getTime() + 90_000, false),
    /** Sweeps the messages that are due a minute after the last scheduled sweep. */
    sweepScheduled: (handsOver = true) => sweepDue(1, handsOver),
    /** Sweeps all messages, or those in some shards, and may ask helpers. */
    sweepSharing: (share: Share, shards = 8) =>
      sweep(everything(time.now).slice(0, shards), time.now.getTime() + 90_000, true, share),
    status: (message: Message | undefined) => store.records.get(message?.id ?? '')?.status,
    statuses: () => [...store.records.values()].map(({ status }) => status),
  };
};

const everything = (time: Date): Range[] =>
  Array.from({ length: 8 }, (_, shard) => ({
    shard: String(shard),
    window: 'all',
    after: '0',
    until: time.toISOString(),
  }));

const rest = (left: readonly LeftOver[], time: Date): Range[] =>
  left.map((place) => ({ ...place, until: time.toISOString() }));
