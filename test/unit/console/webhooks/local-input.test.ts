import { expect, test } from 'vitest';
import { localInput } from '../../../../functions/console/pages/webhooks/local-input.ts';

test('an instant is told in the zone of the browser, to the minute that has begun', () => {
  expect(localInput(new Date(2026, 0, 5, 7, 9, 59))).toBe('2026-01-05T07:09');
});

test('what is told is read back as no later than the instant', () => {
  const at = new Date('2026-07-26T18:42:16.345Z');

  const read = new Date(localInput(at));

  expect(at.getTime() - read.getTime()).toBe(16_345);
});
