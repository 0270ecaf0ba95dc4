import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ageWindows, windowsDue } from '../../../../functions/messages/sweep/age-windows.ts';
import { oldestAgeMinutes } from '../../../../functions/messages/timing.ts';
import { holds } from '../../../support/runner/property.ts';

const shards = 8;
const threeDays = 3 * 24 * 60;

const interval = fc.integer({ min: 1, max: 5 });
const shard = fc.integer({ min: 0, max: shards - 1 });
/** Any minute of the next century, so that no property rests on where the calendar stands. */
const start = fc.integer({ min: 30_000_000, max: 80_000_000 });

/** The minutes in which a window is looked through, in three days of sweeps. */
const looks = (name: string, from: number, every: number, inShard: number): number[] => {
  const minutes = Array.from({ length: Math.floor(threeDays / every) }, (_, sweep) => from + sweep * every);
  return minutes.filter((minute) => windowsDue(minute, every, inShard, shards).some((window) => window.name === name));
};

describe('the windows', () => {
  test('cover every age up to the oldest, once', () => {
    const edges = ageWindows.flatMap(({ from, until }) => [from, until]);

    expect(edges).toEqual([0, 15, 15, 60, 60, 1440, 1440, 4320]);
    expect(oldestAgeMinutes).toBe(72 * 60);
  });

  test('are looked through at their period, or at every sweep where sweeps are rarer', () =>
    holds(
      fc.property(
        fc.constantFrom(...ageWindows),
        interval,
        shard,
        start,
        ({ name, every }, between, inShard, first) => {
          const minutes = looks(name, first, between, inShard);

          const wanted = threeDays / Math.max(every, between);
          expect(minutes.length).toBeGreaterThanOrEqual(Math.floor(wanted) - 1);
          expect(minutes.length).toBeLessThanOrEqual(Math.ceil(wanted) + 1);
          const gaps = minutes.slice(1).map((minute, index) => minute - (minutes[index] ?? 0));
          expect(Math.min(...gaps)).toBeGreaterThan(every - between);
          expect(Math.max(...gaps)).toBeLessThan(every + between);
        },
      ),
    ));

  test('spread their shards over the minutes of their period', () =>
    holds(
      fc.property(start, (first) => {
        const inMinute = (minute: number) =>
          Array.from({ length: shards }, (_, index) => index).filter((index) =>
            windowsDue(minute, 1, index, shards).some(({ name }) => name === 'day'),
          );

        const day = Array.from({ length: 30 }, (_, minute) => inMinute(first + minute));

        expect(Math.max(...day.map((due) => due.length))).toBe(1);
        expect(day.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      }),
    ));
});

describe('a message', () => {
  test('is looked at 15 times in a quarter, 9 times in the rest of the hour, 46 times in the day, 16 in two more', () =>
    holds(
      fc.property(shard, start, (inShard, created) => {
        const seen = new Map<string, number>();
        for (let age = 0; age < oldestAgeMinutes; age += 1) {
          for (const { name, from, until } of windowsDue(created + age, 1, inShard, shards)) {
            if (age >= from && age < until) seen.set(name, (seen.get(name) ?? 0) + 1);
          }
        }

        expect(Object.fromEntries(seen)).toEqual({ young: 15, hour: 9, day: 46, old: 16 });
      }),
    ));
});
