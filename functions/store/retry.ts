import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long a write, or a read, may be tried in all: hand-overs and calls to the upstream leave their caller as much. New
 * records may be given more.
 */
export const budgetMillis = 3_000;

/**
 * Waits between two tries: about `first` milliseconds after the first, twice as many after each one more, and `longest` at
 * most, so that those who are in each other's way are not so again. Ends early with the signal.
 */
export const pause = (round: number, first: number, longest: number, signal?: AbortSignal): Promise<void> =>
  sleep(Math.min(longest, first * 2 ** (round - 1)) * (0.5 + Math.random()), undefined, signal && { signal }).catch(
    () => {},
  );
