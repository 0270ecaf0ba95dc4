import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Counter, sumOf } from '../../../functions/statistics/counts.ts';
import { medianSeconds, stepOf } from '../../../functions/statistics/delivery-time.ts';
import { holds } from '../../support/runner/property.ts';

const countedOf = (times: readonly number[]) => sumOf(times.map((seconds) => new Map([[stepOf(seconds), 1]])));

const threeDays = 3 * 24 * 3600;

describe('the median of delivery times', () => {
  test('is within 12 % of the time that half of them took at most', () => {
    const seconds = fc.double({ min: 1, max: threeDays, noNaN: true });

    holds(
      fc.property(fc.array(seconds, { minLength: 1, maxLength: 30 }), (times) => {
        const middle = times.toSorted((a, b) => a - b)[Math.ceil(times.length / 2) - 1] ?? 0;

        const told = medianSeconds(countedOf(times)) ?? 0;

        expect(Math.abs(told - middle) / middle).toBeLessThan(0.12);
      }),
    );
  });

  test('is of no delivery none', () => {
    expect(medianSeconds(new Map())).toBeNull();
    expect(medianSeconds(new Map<Counter, number>([['delivered', 3]]))).toBeNull();
  });

  test('takes what took less than a second, or by another clock less than none, for about one', () => {
    for (const seconds of [0, 0.4, 1, -5]) expect(medianSeconds(countedOf([seconds]))).toBe(1.118);
  });

  test('has steps for months, and one for all that is longer', () => {
    expect(medianSeconds(countedOf([10 ** 6]))).toBeGreaterThan(880_000);
    expect(stepOf(10 ** 9)).toBe(stepOf(10 ** 12));
  });

  test('passes over a step that has fewer than none', () => {
    expect(
      medianSeconds(
        new Map<Counter, number>([
          ['step0', -1],
          ['step9', 1],
        ]),
      ),
    ).toBe(medianSeconds(countedOf([8])));
  });
});
