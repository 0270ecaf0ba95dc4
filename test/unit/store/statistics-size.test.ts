import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { finalStatuses } from '../../../functions/messages/status.ts';
import { stepOf } from '../../../functions/statistics/delivery-time.ts';
import { expiresAt, statisticsKey } from '../../../functions/store/statistics.ts';
import { writeUnitsOf } from '../../bench/capacity-units.ts';

test('an hour with every counter takes one write unit, also with nine million messages of each kind', () => {
  const steps = new Set(Array.from({ length: 1000 }, (_, power) => stepOf(1.1 ** power)));
  const hour = '2030-06-01T12';
  const counters = ['messages', ...finalStatuses, ...steps].map((name) => [name, 9_999_999] as const);
  const item = marshall({
    ...statisticsKey(`acc_${'A'.repeat(22)}`, hour),
    ...Object.fromEntries(counters),
    expiresAt: expiresAt(hour),
  });

  expect(steps.size).toBe(64);
  expect(writeUnitsOf([], item, item)).toBe(1);
});
