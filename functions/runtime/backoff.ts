import { setTimeout as sleep } from 'node:timers/promises';

/** Pauses between tries, in milliseconds: each is twice as long as the one before. */
export interface Backoff {
  readonly first: number;
  readonly longest: number;
  /** The parts of each pause between which chance decides, so that those in each other's way are not so again. */
  readonly spread?: readonly [least: number, most: number];
}

/** The pause after so many tries, in milliseconds. `random` is from 0 to 1. */
export const pauseAfter = (
  tries: number,
  { first, longest, spread: [least, most] = [1, 1] }: Backoff,
  random = Math.random(),
): number => Math.min(longest, first * 2 ** (tries - 1)) * (least + (most - least) * random);

/** Waits for the pause after so many tries. Ends early with the signal, and then does not throw. */
export const pause = (tries: number, backoff: Backoff, signal?: AbortSignal): Promise<void> =>
  sleep(pauseAfter(tries, backoff), undefined, signal && { signal }).catch(() => {});
