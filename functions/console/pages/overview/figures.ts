import type { StatisticsPeriod } from '../../../client/index.ts';
import type { Span } from './local-days.ts';

/** The kinds that messages are counted by, in the order of charts and lists: successes first, then failures. */
export const kinds = ['delivered', 'open', 'canceled', 'expired', 'failed', 'indeterminate'] as const;

export type Kind = (typeof kinds)[number];

export type Counts = Readonly<Record<Kind | 'messages', number>>;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

export const sumOf = (periods: readonly Counts[]): Counts => {
  const of = (name: keyof Counts) => sum(periods.map((counts) => counts[name]));
  return {
    messages: of('messages'),
    delivered: of('delivered'),
    open: of('open'),
    canceled: of('canceled'),
    expired: of('expired'),
    failed: of('failed'),
    indeterminate: of('indeterminate'),
  };
};

/** Counts the messages created in each span, from the periods that begin in it. */
export const countsIn = (periods: readonly StatisticsPeriod[], spans: readonly Span[]): readonly Counts[] =>
  spans.map(({ start, end }) =>
    sumOf(
      periods.filter((period) => {
        const at = Date.parse(period.start);
        return start.getTime() <= at && at < end.getTime();
      }),
    ),
  );

/** Rounds a rate to a percentage, but never up to 100 or down to 0: these mean all and none. */
export const percentOf = (rate: number): number => {
  if (rate > 0 && rate < 0.001) return 0.1;
  return Math.floor(rate * 1_000) / 10;
};

/** Fewer credits than this are low for everybody. A deployment uses the same number for the gateway's credits. */
const fewCredits = 100;

/** Whether credits are low: another day with as many messages would use them up, because each takes at least one. */
export const areLow = (credits: number | null, busiestDay: number): credits is number =>
  credits !== null && credits < Math.max(fewCredits, busiestDay);
