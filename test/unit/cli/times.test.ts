import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInstant, showTime } from '../../../infra/cli/times.ts';

const { TZ } = process.env;
beforeAll(() => {
  process.env['TZ'] = 'Europe/Zurich';
});
afterAll(() => {
  if (TZ === undefined) delete process.env['TZ'];
  else process.env['TZ'] = TZ;
});

describe('a time that is typed', () => {
  test.each([
    ['2026-12-24T18:00:00+01:00', '2026-12-24T18:00:00+01:00'],
    ['2026-12-24 18:00:00.5+01:00', '2026-12-24T18:00:00.5+01:00'],
    ['2026-12-24T17:00z', '2026-12-24T17:00:00Z'],
    [' 2026-12-24 18:00 +01:00 ', '2026-12-24T18:00:00+01:00'],
  ])('is taken with its offset: %s', (typed, instant) => {
    expect(readInstant(typed)).toBe(instant);
  });

  test.each([
    ['2026-12-24T18:00', 'In your time zone, this is 2026-12-24T18:00:00+01:00.'],
    ['2026-07-01 18:00:30', 'In your time zone, this is 2026-07-01T18:00:30+02:00.'],
    ['2026-07-01', 'In your time zone, this is 2026-07-01T00:00:00+02:00.'],
    ['2026-13-01T00:00Z', 'This date or time does not exist.'],
    ['2026-12-24T25:00Z', 'This date or time does not exist.'],
    ['2026-02-30T00:00Z', 'This date or time does not exist.'],
    ['tomorrow', 'Give a time like 2026-12-24T18:00:00+01:00.'],
    ['18:00+01:00', 'Give a time like'],
    ['', 'Give a time like'],
  ])('is refused, with what to type: %s', (typed, problem) => {
    expect(() => readInstant(typed)).toThrow(problem);
  });
});

describe('a time that is shown', () => {
  test.each([
    ['2026-12-24T17:00:00.000Z', '2026-12-24 18:00:00+01:00'],
    ['2026-07-01T00:30:00.000Z', '2026-07-01 02:30:00+02:00'],
    ['not a time', 'not a time'],
  ])('is that of this machine, and can be typed again: %s', (instant, shown) => {
    expect(showTime(instant)).toBe(shown);
  });
});
