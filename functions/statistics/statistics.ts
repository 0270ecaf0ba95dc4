import { finalStatuses } from '../messages/status.ts';
import { type Counts, sumOf } from './counts.ts';
import { medianSeconds } from './delivery-time.ts';
import { type Asked, type Period, spanOf } from './periods.ts';
import type { ReadCounts } from './ports.ts';

interface Dependencies {
  readonly read: ReadCounts;
  readonly clock: () => Date;
}

/** How many characters of an RFC 3339 time identify its period. */
const prefix = { hour: '2026-11-26T18'.length, day: '2026-11-26'.length } as const satisfies Record<Period, number>;

const hourOf = (time: string): string => time.slice(0, prefix.hour);

const lastHourBefore = (time: string): string => hourOf(new Date(Date.parse(time) - 1).toISOString());

/** The statistics of an account's messages, by the period of their creation. */
export const createStatistics =
  ({ read, clock }: Dependencies) =>
  /** @throws RangeOfTimeError */
  async (account: string, asked: Asked) => {
    const { from, until, starts } = spanOf(asked, clock());
    const hours = await read(account, hourOf(from), lastHourBefore(until));
    const periodOf = (time: string) => time.slice(0, prefix[asked.by]);
    const byPeriod = Map.groupBy(hours, ({ hour }) => periodOf(hour));
    const sums = starts.map((start) => sumOf((byPeriod.get(periodOf(start)) ?? []).map(({ counts }) => counts)));
    return {
      by: asked.by,
      from,
      until,
      periods: starts.map((start, index) => ({ start, ...figuresOf(sums[index] ?? new Map()) })),
      total: figuresOf(sumOf(sums)),
    };
  };

export type Statistics = ReturnType<typeof createStatistics>;

/**
 * The figures for people. Some changes may not have been counted, or counted twice. Nevertheless no figure is negative,
 * and `messages` is at least the sum of all ended ones.
 */
const figuresOf = (counts: Counts) => {
  const ended = { delivered: 0, failed: 0, expired: 0, canceled: 0, indeterminate: 0 };
  for (const status of finalStatuses) ended[status] = Math.max(0, counts.get(status) ?? 0);
  const { delivered, failed, expired, canceled, indeterminate } = ended;
  const tried = delivered + failed + expired + indeterminate;
  const messages = Math.max(counts.get('messages') ?? 0, tried + canceled);
  return {
    messages,
    open: messages - tried - canceled,
    ...ended,
    deliveryRate: tried === 0 ? null : delivered / tried,
    medianDeliverySeconds: medianSeconds(counts),
  };
};
