import type fc from 'fast-check';
import type { Around } from './around.ts';

/**
 * Leaves it to a scheduler of fast-check which of the runs under way goes on next, before and after each call. Pages of
 * the index are left out: they change nothing, and there are many.
 */
export const interleaved =
  (scheduler: fc.Scheduler): Around =>
  async ({ name, run }) => {
    if (name === 'page') return run();
    await scheduler.schedule(Promise.resolve(), `before ${name}`);
    try {
      return await run();
    } finally {
      await scheduler.schedule(Promise.resolve(), `after ${name}`);
    }
  };

/** Begins a run not at once but after a few turns, so that the runs before it may have come some way. */
export const sometime = async <T>(scheduler: fc.Scheduler, run: () => Promise<T>): Promise<T> => {
  for (const turn of ['first', 'second', 'third'])
    await scheduler.schedule(Promise.resolve(), `${turn} turn of waiting`);
  return run();
};
