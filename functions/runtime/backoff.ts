import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses between tries, in milliseconds. Each is twice as long as the one before. */
export interface Backoff {
  readonly first: number;
  readonly longest: number;
  /**
   * Each pause is multiplied by a random factor in this range, so that processes that collided do not collide again.
   */
  readonly spread?: readonly [least: number, most: number];
}

/** The pause after this many tries, in milliseconds. `random` is from 0 to 1. */
export const pauseAfter = (
  tries: number,
  { first, longest, spread: [least, most] = [1, 1] }: Backoff,
  random = Math.random(),
): number => Math.min(longest, first * 2 ** (tries - 1)) * (least + (most - least) * random);

/** Waits for the pause after this many tries. If the signal is aborted, it ends early without an error. */
export const pause = (tries: number, backoff: Backoff, signal?: AbortSignal): Promise<void> =>
  sleep(pauseAfter(tries, backoff), undefined, signal && { signal }).catch(() => {});
