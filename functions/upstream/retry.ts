import { harmlessCallMillis, sendCallMillis } from '../messages/time-budget.ts';
import { type Backoff, pauseAfter } from '../runtime/backoff.ts';
import { UpstreamConnectionError, UpstreamError, UpstreamHttpError } from './errors.ts';

/** When a call is repeated. All times are in milliseconds. */
export interface RetryPolicy {
  /** The most calls in all, the first included. */
  readonly tries: number;
  readonly pauses: Backoff;
  /** From the start of the first call to the end of the last. */
  readonly within: number;
  /** Whether the call may be repeated after this failure. */
  readonly repeats: (error: UpstreamError) => boolean;
  /** Whether each call opens a socket of its own. A kept socket may be closing when the request is written to it. */
  readonly freshSocket: boolean;
}

/** For calls that are harmless to repeat. */
export const harmless: RetryPolicy = {
  tries: 4,
  pauses: { first: 200, longest: 2000, spread: [0.5, 1] },
  within: harmlessCallMillis,
  repeats: (error) => error.retryable,
  freshSocket: false,
};

/**
 * For `send_message`: repeats a call only if it is certain that no byte of it left. Pauses are short because the sender
 * waits. If the call still fails, the sweep hands over later.
 */
export const sendOnce: RetryPolicy = {
  tries: 3,
  pauses: { first: 100, longest: 300, spread: [0.5, 1] },
  within: sendCallMillis,
  repeats: (error) => error instanceof UpstreamConnectionError && error.phase === 'not_written',
  freshSocket: true,
};

export interface Time {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  /** Milliseconds since 1970. Only for comparing with given times. */
  readonly date: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Calls, and repeats the call as the policy allows. `timeLeft` gives the milliseconds left for the call.
 * @throws what the last call threw; an UpstreamConnectionError if there is no time for any call
 */
export const withRetries = async <T>(
  policy: RetryPolicy,
  time: Time,
  call: (timeLeft: () => number) => Promise<T>,
): Promise<T> => {
  const deadline = time.now() + policy.within;
  const timeLeft = () => deadline - time.now();
  if (timeLeft() <= 0) throw new UpstreamConnectionError('There is no time left for the call.', 'not_written');
  for (let tried = 1; ; tried += 1) {
    try {
      return await call(timeLeft);
    } catch (error) {
      if (!(error instanceof UpstreamError) || !policy.repeats(error) || tried >= policy.tries) throw error;
      const pause = pauseAfter(tried, policy.pauses, time.random());
      const asked = error instanceof UpstreamHttpError ? (error.retryAfter ?? 0) : 0;
      const wait = Math.max(pause, asked);
      if (wait >= timeLeft()) throw error;
      await time.sleep(wait);
    }
  }
};
