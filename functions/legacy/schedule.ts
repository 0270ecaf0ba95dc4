import { InexpressibleTimeError } from '../gateway/errors.ts';
import { fromZurichTime, toZurichTime } from '../gateway/zurich-time.ts';

const hour = 3_600_000;

/**
 * When a message with this date is to be sent; `undefined` for an empty or invalid one: at once.
 *
 * The document calls the form of its example "ISO format". What programs take that for must not go out at once: a `T`
 * between date and time, no seconds, or blanks around it make no invalid date.
 *
 * In the hour that autumn repeats a date means two instants. The first is taken, and as the gateway cannot be told
 * that either, the last second before the hour: rather up to an hour early than not at all.
 */
export const instantOf = (date: string): Date | undefined => {
  const instant = fromZurichTime(asInExample(date));
  if (instant === undefined || isExpressible(instant)) return instant;
  return new Date(Math.floor(instant.getTime() / hour) * hour - 1000);
};

const asInExample = (date: string): string => {
  const text = date.trim().replace('T', ' ');
  return / \d{2}:\d{2}$/.test(text) ? `${text}:00` : text;
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
