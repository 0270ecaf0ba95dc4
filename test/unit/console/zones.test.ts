import { describe, expect, test } from 'vitest';
import { instantsAt, wallAt } from '../../../functions/console/zones.ts';

const zurich = 'Europe/Zurich';

const utc = (wall: string, zone: string) => instantsAt(wall, zone).map((instant) => instant.toISOString());

describe('the instants at which clocks show a time', () => {
  test.each([
    ['summer', '2026-07-01T12:00', zurich, ['2026-07-01T10:00:00.000Z']],
    ['winter', '2026-12-24T18:00', zurich, ['2026-12-24T17:00:00.000Z']],
    ['before the clocks go forward', '2026-03-29T01:59', zurich, ['2026-03-29T00:59:00.000Z']],
    ['skipped', '2026-03-29T02:00', zurich, []],
    ['skipped still', '2026-03-29T02:59', zurich, []],
    ['after that', '2026-03-29T03:00', zurich, ['2026-03-29T01:00:00.000Z']],
    ['repeated', '2026-10-25T02:30', zurich, ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']],
    ['after that', '2026-10-25T03:00', zurich, ['2026-10-25T02:00:00.000Z']],
    ['half an hour off', '2026-07-01T12:00', 'Asia/Kolkata', ['2026-07-01T06:30:00.000Z']],
    ['Lord Howe, whose clocks go forward by half an hour', '2026-10-04T02:15', 'Australia/Lord_Howe', []],
    ['midnight', '2026-01-01T00:00', 'America/New_York', ['2026-01-01T05:00:00.000Z']],
    ['half written', '2026-01-0', zurich, []],
  ])('%s: %s in %s', (_, wall, zone, expected) => {
    expect(utc(wall, zone)).toEqual(expected);
  });
});

test('the clocks of another zone show another time', () => {
  expect(wallAt(new Date('2026-12-24T23:30:00Z'), zurich)).toBe('2026-12-25T00:30');
  expect(wallAt(new Date('2026-12-24T23:30:00Z'), 'Pacific/Kiritimati')).toBe('2026-12-25T13:30');
});

test('unless told, a time is that of the browser, to the minute that has begun', () => {
  expect(wallAt(new Date(2026, 0, 5, 7, 9, 59))).toBe('2026-01-05T07:09');
});
