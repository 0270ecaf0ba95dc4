import { expect, it } from 'vitest';
import { deliverMillis, landingMillis } from '../../../functions/messages/time-budget.ts';
import { joined, newLane, servedLane } from '../../../functions/webhooks/lane-rules.ts';

const now = new Date('2026-11-26T12:00:00.000Z');
const later = (millis: number) => new Date(now.getTime() + millis);

it('looks at a lane again while a delivery may still come that its round has announced, though the index shows none', () => {
  const lane = newLane({ id: 'wh_1', account: 'acc_1' }, now);
  const landed = later(deliverMillis + landingMillis);
  const afternoon = later(5 * 3_600_000).toISOString();

  for (const shown of [undefined, afternoon]) {
    const { dueAt } = servedLane(lane, shown, landed) ?? {};
    expect(dueAt).toSatisfy((at: string) => at > landed.toISOString() && at < afternoon);
  }
  expect(servedLane(lane, undefined, later(300_000))).toBeUndefined();
  expect(servedLane(lane, afternoon, later(300_000))?.dueAt).toBe(afternoon);
});

it.each([
  ['at once, once its next try is over', -3_600_000, 0],
  ['not before its next try', 60_000, 60_000],
])('looks at the lane of a webhook that is down, which a delivery has joined, %s', (_, nextTry, expected) => {
  const lane = {
    ...newLane({ id: 'wh_1', account: 'acc_1' }, now),
    failures: 9,
    notBefore: later(nextTry).toISOString(),
  };

  expect(joined(lane, now.toISOString(), now).dueAt).toBe(later(expected).toISOString());
});
