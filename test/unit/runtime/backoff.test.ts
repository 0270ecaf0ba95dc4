import { expect, test } from 'vitest';
import { pause, pauseAfter } from '../../../functions/runtime/backoff.ts';

test('each pause is twice as long as the one before, up to the longest', () => {
  const pauses = [1, 2, 3, 4].map((tries) => pauseAfter(tries, { first: 100, longest: 300 }));

  expect(pauses).toEqual([100, 200, 300, 300]);
});

test.each([
  [0, 50],
  [0.5, 100],
  [1, 150],
])('chance decides within the spread: at %d, %i ms', (random, millis) => {
  expect(pauseAfter(1, { first: 100, longest: 300, spread: [0.5, 1.5] }, random)).toBe(millis);
});

test('a pause ends early with its signal', async () => {
  await expect(pause(1, { first: 3_600_000, longest: 3_600_000 }, AbortSignal.timeout(1))).resolves.toBeUndefined();
});
