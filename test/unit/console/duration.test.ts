import { expect, test } from 'vitest';
import { duration } from '../../../functions/console/duration.ts';

test.each([
  [-3, '0 ms'],
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [2_460, '2.4 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [200_000, '3 min 20 s'],
  [3_599_999, '59 min 59 s'],
  [7_500_000, '2 h 5 min'],
  [86_400_000, '1 d'],
  [273_600_000, '3 d 4 h'],
])('%i milliseconds are %s', (millis, text) => {
  expect(duration(millis)).toBe(text);
});
