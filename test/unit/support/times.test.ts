import { expect, test } from 'vitest';
import { toZurichTime } from '../../../functions/upstream/zurich-time.ts';
import { hoursAhead } from '../../support/runner/times.ts';

const minute = 60_000;

test('times for tests can be told to the gateway, even when clocks change in autumn', () => {
  for (const day of ['2026-10-24T00:00:00.500Z', '2027-10-30T00:00:00.500Z', '2032-10-30T00:00:00.500Z']) {
    for (let now = Date.parse(day); now < Date.parse(day) + 30 * 60 * minute; now += 15 * minute) {
      for (const hours of [1, 24]) {
        const at = hoursAhead(hours, now);

        expect(() => toZurichTime(at)).not.toThrow();
        expect(at.getTime() - now).toBeGreaterThan((hours * 60 - 1) * minute);
      }
    }
  }
});

test('an hour ahead is no more than that on other days', () => {
  expect(hoursAhead(1, Date.parse('2026-10-18T00:30:00Z'))).toEqual(new Date('2026-10-18T01:30:00Z'));
});
