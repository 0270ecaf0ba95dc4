import { afterEach, describe, expect, test, vi } from 'vitest';
import type { StatisticsPeriod } from '../../../functions/client/index.ts';
import { areLow, countsIn, percentOf, sumOf } from '../../../functions/console/pages/overview/figures.ts';
import { dayStart, hoursOf, lastDays } from '../../../functions/console/pages/overview/local-days.ts';
import { axisSteps, partHeights } from '../../../functions/console/pages/overview/scale.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const none = { messages: 0, open: 0, delivered: 0, failed: 0, expired: 0, canceled: 0, indeterminate: 0 };

const period = (start: string, counts: Partial<StatisticsPeriod>): StatisticsPeriod => ({
  start,
  ...none,
  deliveryRate: null,
  medianDeliverySeconds: null,
  ...counts,
});

describe('a day of the browser’s zone', () => {
  test.each([
    ['Europe/Zurich', '2026-07-01T22:00:00.000Z'],
    ['America/New_York', '2026-07-02T04:00:00.000Z'],
    // Midnight is at 18:30 UTC, and at 18:15: most of that hour, or half of it, is of the new day.
    ['Asia/Kolkata', '2026-07-01T18:00:00.000Z'],
    ['Asia/Kathmandu', '2026-07-01T18:00:00.000Z'],
  ])('begins in %s with the hour that has its midnight', (zone, start) => {
    vi.stubEnv('TZ', zone);

    expect(dayStart(new Date('2026-07-02T12:00:00Z')).toISOString()).toBe(start);
  });

  test.each([
    ['has 23 hours when the clocks go forward', '2026-03-29T12:00:00Z', 23],
    ['has 25 hours when they go back', '2026-10-25T12:00:00Z', 25],
    ['has 24 hours else', '2026-06-01T12:00:00Z', 24],
  ])('%s', (_, now, hours) => {
    vi.stubEnv('TZ', 'Europe/Zurich');

    const [today] = lastDays(new Date(now), 1);

    expect(today && hoursOf(today)).toHaveLength(hours);
  });

  test('follows the one before it, without a gap', () => {
    vi.stubEnv('TZ', 'America/St_Johns');

    const days = lastDays(new Date('2026-03-10T12:00:00Z'), 7);

    expect(days).toHaveLength(7);
    expect(days.slice(1).map(({ start }) => start)).toEqual(days.slice(0, -1).map(({ end }) => end));
    expect(days.at(-1)?.end.getTime()).toBeGreaterThan(Date.parse('2026-03-10T12:00:00Z'));
  });
});

test('hours are summed into the days that they lie in', () => {
  vi.stubEnv('TZ', 'Europe/Zurich');
  const periods = [
    period('2026-06-01T21:00:00.000Z', { messages: 1, failed: 1 }),
    period('2026-06-01T22:00:00.000Z', { messages: 2, delivered: 2 }),
    period('2026-06-02T21:00:00Z', { messages: 4, delivered: 3, open: 1 }),
  ];

  const [yesterday, today, ...others] = countsIn(periods, lastDays(new Date('2026-06-02T10:00:00Z'), 2));

  expect(yesterday).toEqual({ ...none, messages: 1, failed: 1 });
  expect(today).toEqual({ ...none, messages: 6, delivered: 5, open: 1 });
  expect(others).toEqual([]);
  expect(sumOf([])).toEqual(none);
});

test.each([
  [1, 100],
  [0.9999999, 99.9],
  [0.9999, 99.9],
  [0.573, 57.3],
  [0.0000001, 0.1],
  [0, 0],
])('%d is %d percent: only all are 100, and only none are 0', (rate, percent) => {
  expect(percentOf(rate)).toBe(percent);
});

test.each([
  [null, 1_000_000, false],
  [99, 0, true],
  [100, 0, false],
  [5_000, 5_001, true],
  [-3, 0, true],
])('credits of %s are low beside a day of %d messages: %s', (credits, busiestDay, expected) => {
  expect(areLow(credits, busiestDay)).toBe(expected);
});

describe('an axis', () => {
  test.each([
    [0, 4, [0, 1]],
    [1, 4, [0, 1]],
    [3, 4, [0, 1, 2, 3]],
    [7, 4, [0, 2, 4, 6, 8]],
    [10, 4, [0, 5, 10]],
    [101, 4, [0, 50, 100, 150]],
    [1_234_567, 4, [0, 500_000, 1_000_000, 1_500_000]],
  ])('for %d', (greatest, atMost, steps) => {
    expect(axisSteps(greatest, atMost)).toEqual(steps);
  });

  test('has few whole steps, and room for the greatest', () => {
    for (let greatest = 1; greatest < 3e7; greatest = Math.ceil(greatest * 1.13)) {
      const steps = axisSteps(greatest, 4);

      expect(steps.length).toBeLessThanOrEqual(5);
      expect(steps.at(-1)).toBeGreaterThanOrEqual(greatest);
      expect(steps.every(Number.isInteger)).toBe(true);
    }
  });
});

describe('a bar', () => {
  test('is as high as its messages', () => {
    expect(partHeights([50, 25, 0], 100, 200, 2)).toEqual([100, 50, 0]);
  });

  test('shows one message among millions, and is no higher for it', () => {
    expect(partHeights([1_000_000, 0, 1], 1_000_001, 200, 2)).toEqual([198, 0, 2]);
  });

  test('shows one single message beside a day of millions', () => {
    expect(partHeights([1, 0, 0], 5_000_000, 200, 2)).toEqual([2, 0, 0]);
    expect(partHeights([1, 1, 1], 5_000_000, 200, 2)).toEqual([2, 2, 2]);
  });
});
