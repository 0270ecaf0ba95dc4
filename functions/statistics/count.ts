import { eachOf } from '../runtime/concurrency.ts';
import type { AddCounts, Addition } from './ports.ts';

interface Dependencies {
  readonly add: AddCounts;
  /** Called with what may not have been counted, and why. `undefined`: the time was over. */
  readonly onFailure: (left: readonly Addition[], cause: unknown) => void;
}

/**
 * Adds to counters within these milliseconds, and gives up the rest. It never throws, because nothing depends on the
 * counts.
 */
export type Count = (additions: readonly Addition[], millis: number) => Promise<void>;

/** Concurrent writes. A batch has at most 500 additions, mostly one or two. */
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
