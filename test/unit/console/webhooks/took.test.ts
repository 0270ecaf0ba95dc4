import { expect, test } from 'vitest';
import { took } from '../../../../functions/console/pages/webhooks/took.ts';

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1.0 s'],
  [15_012, '15.0 s'],
])('%i milliseconds are told as %s', (milliseconds, text) => {
  expect(took(milliseconds)).toBe(text);
});
