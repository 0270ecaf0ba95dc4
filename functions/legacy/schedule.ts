import { InexpressibleTimeError } from '../gateway/errors.ts';
import { fromZurichTime, toZurichTime } from '../gateway/zurich-time.ts';

const hour = 3_600_000;

/**
 * When a message with this date is to be sent; `undefined` for an empty or invalid one: at once.
 *
 * In the hour that autumn repeats a date means two instants. The first is taken, and as the gateway cannot be told
 * that either, the last second before the hour: rather up to an hour early than not at all.
 */
export const instantOf = (date: string): Date | undefined => {
  const instant = fromZurichTime(date);
  if (instant === undefined || isExpressible(instant)) return instant;
  return new Date(Math.floor(instant.getTime() / hour) * hour - 1000);
};

const isExpressible = (instant: Date): boolean => {
  try {
    toZurichTime(instant);
    return true;
  } catch (error) {
    if (error instanceof InexpressibleTimeError) return false;
    throw error;
  }
};
