import { createFollowUp } from '../../../functions/bus/follow-up.ts';
import { createAskHelper, helpRequestIn } from '../../../functions/bus/help.ts';
import { sweepAll, sweepAsked } from '../../../functions/events/sweep-statuses.ts';
import { initialState } from '../../../functions/messages/service-state.ts';
import { ageWindows } from '../../../functions/messages/sweep/age-windows.ts';
import { createSweep } from '../../../functions/messages/sweep/sweep.ts';
import { sweepMillis } from '../../../functions/messages/time-budget.ts';
import { followUpQueue } from '../fakes/follow-up-queue.ts';
import { memoryStates } from '../fakes/memory-states.ts';
import { virtualTime } from '../fakes/virtual-time.ts';
import { aCrowd, type Life } from './crowd.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2030-06-01T12:00:00Z');
const outageMillis = 2 * hour;

export interface Scenario {
  readonly name: string;
  readonly minutes: number;
  /** The most messages that are open at the same time. */
  readonly lives: (count: number) => readonly Life[];
  /** The gateway was down before, so sweeps have left everything. */
  readonly isAfterOutage?: boolean;
}

const evenly = (count: number, from: number, until: number, millis: number): readonly Life[] =>
  Array.from({ length: Math.round(count) }, (_, index) => ({
    since: Math.floor(from + ((until - from) * index) / count),
    millis,
  }));

/** How long messages stay open if nothing goes wrong. The benchmark of the costs assumes the same. */
const kinds = [
  { share: 0.8, millis: 10_000 },
  { share: 0.15, millis: 2 * minute },
  { share: 0.03, millis: hour },
  { share: 0.015, millis: 12 * hour },
  { share: 0.005, millis: 72 * hour },
];
const meanMillis = kinds.reduce((sum, { share, millis }) => sum + share * millis, 0);

export const scenarios = {
  mixed: {
    name: 'sent day and night',
    minutes: 60,
    lives: (count) =>
      kinds.flatMap(({ share, millis }) =>
        evenly(((count * share) / meanMillis) * (millis + hour), start - millis, start + hour, millis),
      ),
  },
  campaign: {
    name: 'a campaign, each open for 15 min',
    minutes: 45,
    lives: (count) => evenly(3 * count, start, start + 45 * minute, 15 * minute),
  },
  burst: {
    name: 'all sent in 10 min, open for days',
    minutes: 90,
    lives: (count) => evenly(count, start, start + 10 * minute, 72 * hour),
  },
  outage: {
    name: 'after two hours of outage, older than that',
    minutes: 45,
    lives: (count) => evenly(count, start - 22 * hour, start - outageMillis, 72 * hour),
    isAfterOutage: true,
  },
} as const satisfies Readonly<Record<string, Scenario>>;

interface Size {
  /** The number of open messages. */
  readonly messages: number;
  /** How many statuses per second one sweep asks for alone. */
  readonly rate: number;
  readonly helpers: number;
  /** Helpers do nothing, as if they died or never heard of the work. */
  readonly helpersDie?: boolean;
  /**
   * How many messages one of the model stands for. Calls take that many times longer, and there are that many times
   * fewer.
   */
  readonly scale: number;
}

/** The real sweeps, follow-ups and helpers over many open messages, in virtual time. */
export const sweepCrowd = async (
  { lives, minutes, isAfterOutage = false }: Scenario,
  { messages, rate, helpers, helpersDie = false, scale }: Size,
) => {
  const time = virtualTime(new Date(start));
  const { clock, later, pause } = time;
  const { open, upstream, results } = aCrowd(lives(messages / scale), {
    clock,
    pause,
    // Ten calls at the same time, each for a hundred messages.
    callMillis: (1_000_000 / rate) * scale,
    pageMillis: 10 * scale,
    areOverdue: isAfterOutage,
  });

  const lambdas = { now: 0, most: 0 };
  const invoke = async (run: (deadline: number) => Promise<void>): Promise<void> => {
    lambdas.now += 1;
    lambdas.most = Math.max(lambdas.most, lambdas.now);
    await run(clock().getTime() + sweepMillis);
    lambdas.now -= 1;
  };

  const states = memoryStates();
  if (isAfterOutage) {
    const left = ageWindows.flatMap(({ name: window, until }) =>
      open.shards.map((shard) => ({
        shard,
        window,
        after: new Date(start - outageMillis - until * minute).toISOString(),
      })),
    );
    await states.write(initialState, { ...initialState, version: 1, upstream: 'unreachable', left });
  }

  const queue = followUpQueue(time, async (body) => {
    if (helpersDie && helpRequestIn(body) !== undefined) return;
    await invoke((deadline) => sweepAsked(parts)(deadline, body));
  });
  const parts: Parameters<typeof sweepAll>[0] = {
    sweep: createSweep({
      store: { find: untouched, apply: untouched },
      calls: { begin: untouched, giveUp: untouched, fence: untouched },
      handOver: untouched,
      open,
      upstream,
      clock,
      newAttempt: () => 'attempt',
      onFailure: (error) => {
        throw error;
      },
    }),
    open,
    states,
    readCredits: async () => 1_000,
    followUp: createFollowUp(queue as never, 'queue', clock),
    askHelper: createAskHelper(queue as never, 'queue'),
    clock,
    report: () => {},
    interval: 1,
    creditsThreshold: 0,
    helpers,
  };

  for (let index = 0; index < minutes; index += 1) {
    const at = index * minute;
    later(at, () => {
      invoke((deadline) => sweepAll(parts)(deadline, new Date(start + at)));
    });
  }
  await time.pass(minutes * minute);
  const { looks, latest, late, mostCallsAtOnce } = results();
  return {
    /** Milliseconds. */
    latest,
    /** The share of all looks that were more than a minute late. */
    lateShare: late / looks,
    looksPerMinute: (looks * scale) / minutes,
    callsAtOnce: mostCallsAtOnce,
    sweepsAtOnce: lambdas.most,
  };
};

const untouched = async (): Promise<never> => {
  throw new Error('The gateway has no news, so that there is nothing to read or write.');
};
