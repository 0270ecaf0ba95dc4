import { harmlessCallMillis, sendCallMillis } from '../messages/time-budget.ts';
import { type Backoff, pauseAfter } from '../runtime/backoff.ts';
import { UpstreamConnectionError, UpstreamError, UpstreamHttpError } from './errors.ts';

/** Milliseconds everywhere. */
export interface RetryPolicy {
  /** Calls in all, the first included. */
  readonly attempts: number;
  readonly pauses: Backoff;
  /** From the first call's start to the last one's end. */
  readonly within: number;
  /** Which failures may be answered by the same call again. */
  readonly repeats: (error: UpstreamError) => boolean;
  /** Whether each call opens a socket of its own: a kept one may be closing just now, after the request is on it. */
  readonly freshSocket: boolean;
}

/** For calls that are harmless to repeat. */
export const harmless: RetryPolicy = {
  attempts: 4,
  pauses: { first: 200, longest: 2000, spread: [0.5, 1] },
  within: harmlessCallMillis,
  repeats: (error) => error.retryable,
  freshSocket: false,
};

/** For a send: only when it is proved that no byte of it left, and quickly, for somebody waits. The sweep goes on. */
export const sendOnce: RetryPolicy = {
  attempts: 3,
  pauses: { first: 100, longest: 300, spread: [0.5, 1] },
  within: sendCallMillis,
  repeats: (error) => error instanceof UpstreamConnectionError && error.phase === 'not_written',
  freshSocket: true,
};

export interface Time {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Milliseconds since 1970: only for times that others have named. */
  readonly date: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Calls, and calls again as the policy allows. `timeLeft` tells the milliseconds that are left to the call.
 * @throws what the last call threw; an UpstreamConnectionError when there is no time for any
 */
export const withRetries = async <T>(
  policy: RetryPolicy,
  time: Time,
  call: (timeLeft: () => number) => Promise<T>,
): Promise<T> => {
  const deadline = time.now() + policy.within;
  const timeLeft = () => deadline - time.now();
  if (timeLeft() <= 0) throw new UpstreamConnectionError('There is no time left for the call.', 'not_written');
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(timeLeft);
    } catch (error) {
      if (!(error instanceof UpstreamError) || !policy.repeats(error) || attempt >= policy.attempts) throw error;
      const pause = pauseAfter(attempt, policy.pauses, time.random());
      const asked = error instanceof UpstreamHttpError ? (error.retryAfter ?? 0) : 0;
      const wait = Math.max(pause, asked);
      if (wait >= timeLeft()) throw error;
      await time.sleep(wait);
    }
  }
};
