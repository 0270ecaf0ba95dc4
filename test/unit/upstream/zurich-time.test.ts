import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InexpressibleTimeError } from '../../../functions/upstream/errors.ts';
import { fromZurichTime, toZurichTime } from '../../../functions/upstream/zurich-time.ts';
import { holds } from '../../support/runner/property.ts';

describe('toZurichTime', () => {
  test.each([
    ['in winter', '2026-01-15T11:00:00Z', '2026-01-15 12:00:00'],
    ['in summer', '2026-07-15T11:00:00.999Z', '2026-07-15 13:00:00'],
    ['at midnight', '2026-12-31T23:00:00Z', '2027-01-01 00:00:00'],
    ['in the last second of winter time', '2026-03-29T00:59:59Z', '2026-03-29 01:59:59'],
    ['in the first second of summer time', '2026-03-29T01:00:00Z', '2026-03-29 03:00:00'],
    ['right before the repeated hour', '2026-10-24T23:59:59Z', '2026-10-25 01:59:59'],
    ['right after the repeated hour', '2026-10-25T02:00:00Z', '2026-10-25 03:00:00'],
  ])('reads the wall clock %s', (_, instant, local) => {
    expect(toZurichTime(new Date(instant))).toBe(local);
  });

  test.each([
    ['the first second', '2026-10-25T00:00:00Z'],
    ['the first time round', '2026-10-25T00:59:59Z'],
    ['the second time round', '2026-10-25T01:00:00Z'],
    ['the last second', '2026-10-25T01:59:59Z'],
  ])('refuses the repeated hour in autumn: %s', (_, instant) => {
    expect(() => toZurichTime(new Date(instant))).toThrow(InexpressibleTimeError);
    expect(() => toZurichTime(new Date(instant))).toThrow(/Choose one outside that hour/);
  });

  test.each([Number.NaN, Date.parse('0000-12-31T00:00:00Z'), Date.parse('9999-12-31T23:00:00Z')])(
    'refuses what has no year of four digits: %d',
    (time) => {
      expect(() => toZurichTime(new Date(time))).toThrow(InexpressibleTimeError);
    },
  );
});

describe('fromZurichTime', () => {
  test.each([
    ['2026-01-15 12:00:00', '2026-01-15T11:00:00.000Z'],
    ['2026-07-15 13:00:00', '2026-07-15T11:00:00.000Z'],
    ['2026-10-25 02:30:00', '2026-10-25T00:30:00.000Z'],
    // The hour that spring leaves out: with the offset before it.
    ['2026-03-29 02:00:00', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29 02:59:59', '2026-03-29T01:59:59.000Z'],
    ['9999-12-31 23:59:59', '9999-12-31T22:59:59.000Z'],
  ])('gives the instant of %s', (local, instant) => {
    expect(fromZurichTime(local)?.toISOString()).toBe(instant);
  });

  test.each([
    '',
    'tomorrow',
    '2026-02-29 12:00:00',
    '2026-13-01 12:00:00',
    '2026-01-01 24:00:00',
    '2026-01-01 12:60:00',
    '2026-01-01T12:00:00',
    '2026-02-30 12:00:00',
  ])('gives nothing for %j', (local) => {
    expect(fromZurichTime(local)).toBeUndefined();
  });

  test('undoes toZurichTime for every instant that has an unambiguous reading', async () => {
    const instants = fc.integer({ min: Date.UTC(1990, 0) / 1000, max: Date.UTC(2090, 0) / 1000 });
    const nearChange = fc
      .tuple(fc.constantFrom(Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)), fc.integer({ min: -9000, max: 9000 }))
      .map(([change, seconds]) => change / 1000 + seconds);

    await holds(
      fc.property(fc.oneof(instants, nearChange), (seconds) => {
        const instant = new Date(seconds * 1000);
        try {
          expect(fromZurichTime(toZurichTime(instant))).toEqual(instant);
        } catch (error) {
          if (!(error instanceof InexpressibleTimeError)) throw error;
        }
      }),
    );
  });
});
