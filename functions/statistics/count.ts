import { eachOf } from '../runtime/concurrency.ts';
import type { AddCounts, Addition } from './ports.ts';

interface Dependencies {
  readonly add: AddCounts;
  /** Told what may not have been counted, and why: `undefined` where the time was over. */
  readonly onFailure: (left: readonly Addition[], cause: unknown) => void;
}

/**
 * Adds to counters for as long as these milliseconds, and never throws: nothing hangs on a figure. What is not added by then
 * is left.
 */
export type Count = (additions: readonly Addition[], millis: number) => Promise<void>;

/** Writes at once: a batch has at most 500 additions, and mostly one or two. */
const atOnce = 20;

export const createCount =
  ({ add, onFailure }: Dependencies): Count =>
  async (additions, millis) => {
    if (additions.length === 0) return;
    const left = new Set(additions);
    let cause: unknown;
    const over = millis < 1 ? AbortSignal.abort() : AbortSignal.timeout(Math.floor(millis));
    const addAll = eachOf(additions, atOnce, async (addition) => {
      if (over.aborted) return;
      try {
        await add(addition);
        left.delete(addition);
      } catch (error) {
        cause = error;
      }
    });
    await Promise.race([addAll, ended(over)]);
    if (left.size > 0) onFailure([...left], cause);
  };

const ended = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve));
