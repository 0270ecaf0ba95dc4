import { expect, test } from 'vitest';
import type { Lane } from '../../../functions/webhooks/lane.ts';
import { outcomeOf } from '../../../functions/webhooks/outcome.ts';
import { deferred } from '../../../functions/webhooks/transitions.ts';
import { deliveryUnits, laneUnits, livesOn, sampleDelivery } from '../../bench/cost/deliveries.ts';

const now = new Date('2030-06-01T12:00:00.000Z');
const first = sampleDelivery(now);
const delivered = outcomeOf({ status: 200, excerpt: '{"ok":true}' }, now, now);
const wordy = outcomeOf({ status: 503, excerpt: 'x'.repeat(500) }, now, now);
const refused = outcomeOf({ problem: 'It could not be reached: the connection was refused.' }, now, now);
const ten = <T>(value: T): readonly T[] => Array.from({ length: 10 }, () => value);

test.each([
  ['is delivered at once', [delivered], [3, 2]],
  ['is delivered at the second attempt', [refused, delivered], [3, 3, 2]],
  ['is refused ten times', ten(refused), [3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]],
  ['is answered at length ten times', ten(wordy), [3, 4, 4, 5, 6, 6, 7, 7, 8, 8, 9]],
])('the write units of a delivery that %s, and of its indexes', (_, outcomes, units) => {
  expect(deliveryUnits(livesOn(first, outcomes, now))).toEqual(units);
});

test('a delivery that is held back while its webhook is down takes three write units more', () => {
  const held = deferred(first, now.toISOString());

  expect(deliveryUnits([first, ...livesOn(held, [delivered], now)])).toEqual([3, 3, 2]);
});

test('a lane takes three write units when it gets another time, and one when it does not', () => {
  const { webhook, account } = first;
  const time = now.toISOString();
  const lane: Lane = { webhook, account, failures: 3, joinedAt: time, dueAt: time, mark: 'first' };

  expect(laneUnits(lane, { ...lane, dueAt: '2030-06-01T12:05:00.000Z' })).toBe(3);
  expect(laneUnits(lane, { ...lane, failures: 4 })).toBe(1);
});
