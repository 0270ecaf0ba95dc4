import { inUtc } from '../contract/instants.ts';
import { RangeOfTimeError } from './errors.ts';

export type Period = 'hour' | 'day';

export interface Asked {
  readonly by: Period;
  /** RFC 3339, UTC, with milliseconds. */
  readonly from?: string;
  readonly until?: string;
}

/** Consecutive whole periods. */
export interface Span {
  readonly from: string;
  readonly until: string;
  /** When each begins. */
  readonly starts: readonly string[];
}

const hourMillis = 3_600_000;

/**
 * Per kind: the length of a period, how many periods there are by default, and how many there may be. DynamoDB reads a
 * quarter of a year in one page, and API Gateway lets no more such requests through than a partition of the table can
 * serve.
 */
const kinds = {
  hour: { millis: hourMillis, usual: 24, most: 31 * 24, mostDays: 31 },
  day: { millis: 24 * hourMillis, usual: 30, most: 92, mostDays: 92 },
} as const satisfies Record<Period, object>;

/**
 * The whole periods of a range. Without `until` they end with the present one.
 * @throws RangeOfTimeError
 */
export const spanOf = ({ by, from, until }: Asked, now: Date): Span => {
  const { millis, usual, most, mostDays } = kinds[by];
  const last = until ?? now.toISOString();
  const end = Math.ceil(Date.parse(last) / millis) * millis;
  const since = from ?? textOf(end - usual * millis);
  if (since >= last)
    throw new RangeOfTimeError(until === undefined ? 'Must not be in the future.' : 'Must be before `until`.');
  const start = Math.floor(Date.parse(since) / millis) * millis;
  const count = (end - start) / millis;
  if (count > most)
    throw new RangeOfTimeError(`The range has ${count} ${by}s: at most ${mostDays} days are counted by ${by}.`);
  return {
    from: textOf(start),
    until: textOf(end),
    starts: Array.from({ length: count }, (_, index) => textOf(start + index * millis)),
  };
};

/** Periods at the ends of the calendar (years 0 and 9999) may be cut. */
const textOf = (millis: number): string => inUtc(new Date(millis).toISOString());
