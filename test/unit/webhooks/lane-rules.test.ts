import { expect, it } from 'vitest';
import { deliverMillis, landingMillis } from '../../../functions/messages/time-budget.ts';
import { newLane, servedLane } from '../../../functions/webhooks/lane-rules.ts';

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
