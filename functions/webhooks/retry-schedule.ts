/* When a delivery is tried again, and when a webhook that is down is. */

const secondMillis = 1_000;
const minuteMillis = 60 * secondMillis;
const hourMillis = 60 * minuteMillis;

/** Pauses between the ten attempts of a delivery, as Standard Webhooks advises: three days and a quarter together. */
const pauses: readonly number[] = [
  5 * secondMillis,
  5 * minuteMillis,
  30 * minuteMillis,
  2 * hourMillis,
  5 * hourMillis,
  10 * hourMillis,
  14 * hourMillis,
  20 * hourMillis,
  24 * hourMillis,
];

/** Up to this share is added to a pause at random, so that what failed together is not tried again together. */
const spread = 0.2;

/** The longest wait that a receiver may ask for by `Retry-After`. */
const longestRetryAfter = 24 * hourMillis;

/** A webhook is down after this many failures in a row. */
export const failuresUntilDown = 3;

const firstProbe = 5 * secondMillis;
const longestProbe = 5 * minuteMillis;

/** A webhook is disabled if all attempts have failed for this long. */
export const failingMillis = 5 * 24 * hourMillis;

const spreadOut = (millis: number, random: number): number => Math.round(millis * (1 + spread * random));

/** Milliseconds until the next attempt after this many; `undefined`: there is none. */
export const pauseAfterTries = (tries: number, random: number): number | undefined => {
  const pause = pauses[tries - 1];
  return pause === undefined ? undefined : spreadOut(pause, random);
};

/** Milliseconds until a webhook that is down is tried again, by its failures in a row: 5 s, 10 s … 5 minutes. */
export const probePause = (failures: number, random: number): number =>
  spreadOut(Math.min(longestProbe, firstProbe * 2 ** Math.max(0, failures - failuresUntilDown)), random);

/**
 * The milliseconds from now that `Retry-After` asks for, a day at most. The header has seconds or a date (RFC 9110,
 * section 10.2.3).
 */
export const retryAfterMillis = (header: string | undefined, now: Date): number | undefined => {
  if (header === undefined) return undefined;
  const text = header.trim();
  const millis = /^\d+$/.test(text) ? Number(text) * secondMillis : dateIn(text) - now.getTime();
  return Number.isNaN(millis) || millis <= 0 ? undefined : Math.min(millis, longestRetryAfter);
};

/**
 * The date of HTTP and its two old forms: all begin with a day of the week and have a time. This check is needed
 * because `Date` accepts far more.
 */
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/;

/** The last of the three forms has no time zone: it means UTC, but `Date` would take the machine's own zone. */
const hasNoZone = /\d{2}:\d{2}:\d{2}( \d{4})?$/;

const dateIn = (text: string): number => {
  if (!httpDate.test(text)) return Number.NaN;
  return Date.parse(hasNoZone.test(text) ? `${text} GMT` : text);
};
