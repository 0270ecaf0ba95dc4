import type { Around } from './around.ts';

/**
 * Makes runs overlap in ever other ways: every call waits for a few turns of the event queue, both before it takes
 * effect and before it answers. `turns` says for how many, and is gone through again and again.
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
