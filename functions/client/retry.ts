import { ApiError, ConnectionError, RequestInFlightError, TimeoutError } from './errors.ts';

/**
 * Milliseconds. If the answer does not ask for a pause, each pause is twice as long as the one before. Up to half of it
 * is taken off at random.
 */
const firstPause = 500;
const longestPause = 8_000;

/**
 * Milliseconds. If an answer asks to wait longer, as a limit for a day does, the caller learns that at once.
 */
const longestAsked = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds; `undefined`: a retry would not help, or not soon.
 * @param attempts how many were made
 * @param timeout of an attempt: no pause that an answer asks for may be longer
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

/** Of the conflicts (409), only `RequestInFlightError` passes by itself. */
const mayPass = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  error instanceof TimeoutError ||
  error instanceof RequestInFlightError ||
  (error instanceof ApiError && (error.status === 408 || error.status === 429 || error.status >= 500));
