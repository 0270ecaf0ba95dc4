import { fromZurichReading, isRepeated } from '../upstream/zurich-time.ts';
import { readNamedTime } from './date-forms.ts';

const hour = 3_600_000;

/**
 * When a message with this date is to be sent; `undefined` for an empty or invalid one: at once. The document calls the
 * form of its example "ISO format": programs take that for much, and `readNamedTime` reads it.
 *
 * In the hour that autumn repeats the upstream cannot be told which of the two is meant, even where the date says so: the
 * last second before that hour is taken. Rather up to two hours early than not at all.
 */
export const instantOf = (date: string): Date | undefined => {
  const named = readNamedTime(date);
  if (named === undefined) return undefined;
  const { reading, aheadOfUtc } = named;
  return beforeRepeatedHour(aheadOfUtc === undefined ? fromZurichReading(reading) : new Date(reading - aheadOfUtc));
};

/** The hour comes twice in a row, and so is stepped out of at most twice. */
const beforeRepeatedHour = (instant: Date): Date =>
  isRepeated(instant) ? beforeRepeatedHour(new Date(Math.floor(instant.getTime() / hour) * hour - 1000)) : instant;
