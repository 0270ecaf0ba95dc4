import { fromZurichReading, isRepeated } from '../upstream/zurich-time.ts';
import { readNamedTime } from './date-forms.ts';

const hour = 3_600_000;

/**
 * When a message with this date is to be sent. `undefined`: the date is empty or invalid, so the message is sent at
 * once. The document calls its example "ISO format"; programs send many forms under that name, and `readNamedTime`
 * reads them.
 *
 * In the hour that autumn repeats, the upstream cannot be told which of the two is meant, even if the date says it. So
 * the last second before that hour is used: up to two hours early is better than not at all.
 */
export const instantOf = (date: string): Date | undefined => {
  const named = readNamedTime(date);
  if (named === undefined) return undefined;
  const { reading, aheadOfUtc } = named;
  return beforeRepeatedHour(aheadOfUtc === undefined ? fromZurichReading(reading) : new Date(reading - aheadOfUtc));
};

/** The hour comes twice in a row, so this recurs at most twice. */
const beforeRepeatedHour = (instant: Date): Date =>
  isRepeated(instant) ? beforeRepeatedHour(new Date(Math.floor(instant.getTime() / hour) * hour - 1000)) : instant;
