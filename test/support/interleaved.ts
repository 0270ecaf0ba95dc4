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
