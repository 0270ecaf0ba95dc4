import { ApiError, ConnectionError, RequestInFlightError, TimeoutError } from './errors.ts';

/**
 * Milliseconds. Pauses that nobody asked for: each is twice as long as the one before, of which chance takes up to
 * half.
 */
const firstPause = 500;
const longestPause = 8_000;

/**
 * Milliseconds that an answer may ask to wait: a limit for a day says hours, and its caller must learn that at once.
 */
const longestAsked = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds; `undefined`: another one would not help, or not soon.
 * @param attempts that have been made
 * @param timeout of an attempt: nobody who gives it so long wants to pause for longer
 * @param random from 0 to 1
 */
export const pauseAfter = (
  error: unknown,
  attempts: number,
  timeout: number,
  random = Math.random(),
): number | undefined => {
  if (!mayPass(error)) return undefined;
  const seconds = error instanceof ApiError ? error.retryAfter : undefined;
  if (seconds === undefined) return Math.min(longestPause, firstPause * 2 ** (attempts - 1)) * (1 - random / 2);
  return seconds * 1_000 <= Math.min(longestAsked, timeout) ? seconds * 1_000 : undefined;
};

/** Of the conflicts (409) only one passes by itself. */
const mayPass = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  error instanceof TimeoutError ||
  error instanceof RequestInFlightError ||
  (error instanceof ApiError && (error.status === 408 || error.status === 429 || error.status >= 500));
