import type { StatisticsPeriod } from '../../../client/index.ts';
import type { Span } from './local-days.ts';

/** What messages are counted by, in the order in which they are drawn and listed: what went well, then what did not. */
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

/** What was created in each of the spans; where none of the periods begins in one, nothing was. */
export const countsIn = (periods: readonly StatisticsPeriod[], spans: readonly Span[]): readonly Counts[] =>
  spans.map(({ start, end }) =>
    sumOf(
      periods.filter((period) => {
        const at = Date.parse(period.start);
        return start.getTime() <= at && at < end.getTime();
      }),
    ),
  );

/** Nobody's day is better than it was: 100 is all of them, and 0 is none. */
export const percentOf = (rate: number): number => {
  if (rate > 0 && rate < 0.001) return 0.1;
  return Math.floor(rate * 1_000) / 10;
};

/** Fewer than these are few, whoever one is; a deployment tells by the same number when the gateway's are low. */
const fewCredits = 100;

/** Whether credits are low: of those that a message takes one of at least, a day with as many messages leaves none. */
export const areLow = (credits: number | null, busiestDay: number): credits is number =>
  credits !== null && credits < Math.max(fewCredits, busiestDay);
