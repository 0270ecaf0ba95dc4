import type fc from 'fast-check';
import type { Around } from './around.ts';

/**
 * Before and after each call, a scheduler of fast-check decides which of the concurrent runs continues. Pages of the
 * index are not scheduled: they change nothing, and there are many.
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

/** Starts a run a few turns later, so that earlier runs may have made some progress. */
export const sometime = async <T>(scheduler: fc.Scheduler, run: () => Promise<T>): Promise<T> => {
  for (const turn of ['first', 'second', 'third'])
    await scheduler.schedule(Promise.resolve(), `${turn} turn of waiting`);
  return run();
};
