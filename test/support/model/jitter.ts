import type { Around } from './around.ts';

/**
 * Makes runs overlap in many ways: every call waits for a few turns of the event loop, before it takes effect and again
 * before it answers. `turns` has the numbers of turns, and repeats.
 */
export const jitter = (turns: readonly number[]): Around => {
  let calls = 0;
  const wait = async () => {
    const count = turns[calls % turns.length] ?? 0;
    calls += 1;
    for (let turn = 0; turn < count; turn += 1) await undefined;
  };
  return async ({ run }) => {
    await wait();
    try {
      return await run();
    } finally {
      await wait();
    }
  };
};
