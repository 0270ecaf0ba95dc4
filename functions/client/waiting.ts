import { TimeoutError } from './errors.ts';

/** Milliseconds: a timer of more would run out at once. */
const longestTimer = 2 ** 31 - 1;

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** What ends with a signal of a caller, which has one listener for all of it: of eleven, Node 20 and 22 warn. */
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
 * Gives something so many milliseconds, and ends with the caller's signal. Either is told to `run` by the signal that
 * it is given, and is not waited for where that is not heeded. No listener stays with the caller's signal, which may
 * serve all the calls of a process (`AbortSignal.any` leaves something behind in Node 20).
 * @throws TimeoutError with the words of `late`, or the reason of the signal
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
    // In this order: an abort is told with its reason, and not as what it does to `run`.
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
