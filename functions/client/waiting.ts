import { TimeoutError } from './errors.ts';

/** Milliseconds. A longer timer would end at once. */
const longestTimer = 2 ** 31 - 1;

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/**
 * The controllers that abort with a caller's signal. They share one listener on it, because Node 20 and 22 warn about
 * more than ten.
 */
const followers = new WeakMap<AbortSignal, Set<AbortController>>();

function abortFollowers(this: AbortSignal): void {
  for (const follower of followers.get(this) ?? []) follower.abort(this.reason);
}

const follow = (signal: AbortSignal, follower: AbortController): void => {
  followers.set(signal, (followers.get(signal) ?? new Set()).add(follower));
  signal.addEventListener('abort', abortFollowers);
};

const unfollow = (signal: AbortSignal, follower: AbortController): void => {
  const others = followers.get(signal);
  others?.delete(follower);
  if (others?.size === 0) signal.removeEventListener('abort', abortFollowers);
};

/**
 * Runs something for at most some milliseconds, and until the caller's signal aborts. `run` gets a signal that aborts
 * in both cases. If `run` ignores it, this does not wait for `run`. No listener stays on the caller's signal, which may
 * serve all calls of a process. `AbortSignal.any` would leave something behind in Node 20.
 * @throws TimeoutError with the message `late`, or the reason of the signal
 */
export const within = async <T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  late: string,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  signal?.throwIfAborted();
  const end = new AbortController();
  if (signal) follow(signal, end);
  const timer = setTimeout(() => end.abort(new TimeoutError(late)), Math.min(milliseconds, longestTimer));
  try {
    // The order matters: an abort must reject with its reason, not with the error that it causes in `run`.
    return await Promise.race([aborted(end.signal), run(end.signal)]);
  } finally {
    clearTimeout(timer);
    if (signal) unfollow(signal, end);
  }
};

/** @throws the reason of the signal */
export const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  within(
    longestTimer,
    signal,
    '',
    (signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        signal.addEventListener('abort', () => clearTimeout(timer));
      }),
  );
