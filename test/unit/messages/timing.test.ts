import { expect, test } from 'vitest';
import type { Status } from '../../../functions/contract/statuses.ts';
import {
  dueAt,
  expiresAt,
  furthestAheadMillis,
  givenUpAt,
  mayHandOver,
  scheduleProblem,
} from '../../../functions/messages/timing.ts';
import { aMessage, now } from '../../support/model/messages.ts';

const hours = (count: number) => new Date(now.getTime() + count * 3_600_000).toISOString();
const createdAt = hours(0);

test.each([
  ['when it was made', {}, 0],
  ['at its time', { scheduledAt: hours(2) }, 2],
  ['when it was made, where its time had passed by then', { scheduledAt: hours(-2) }, 0],
])('a message is due %s, and kept so many days from then', (_, parts, due) => {
  const message = aMessage({ createdAt, ...parts });

  expect(dueAt(message)).toBe(hours(due));
  expect(expiresAt(message, 90)).toBe(Date.parse(hours(due + 90 * 24)) / 1000);
});

test.each<[string, boolean, { status?: Status; createdAt?: string; validUntil?: string }]>([
  ['that waits', true, {}],
  ['that is being handed over', false, { status: 'submitting' }],
  ['whose validity lasts', true, { validUntil: hours(1) }],
  ['whose validity has ended', false, { validUntil: hours(0) }],
  ['of 71 hours', true, { createdAt: hours(-71) }],
  ['of 72 hours', false, { createdAt: hours(-72) }],
])('whether a message %s may be handed over: %s', (_, may, parts) => {
  expect(mayHandOver({ status: 'accepted', createdAt, ...parts }, now)).toBe(may);
});

test.each([
  ['never, where it has no validity', undefined, undefined],
  ['when its validity ends', hours(1), hours(1)],
  ['after 72 hours, though it lasts longer', hours(100), hours(72)],
])('a message is given up %s', (_, validUntil, expected) => {
  expect(givenUpAt({ createdAt, ...(validUntil !== undefined && { validUntil }) })).toBe(expected);
});

test.each([
  [0, false],
  [1, true],
])('a message may be scheduled for a year ahead, and for %i ms more only by exception', (more, isProblem) => {
  const at = new Date(now.getTime() + furthestAheadMillis + more);

  expect(scheduleProblem(at, now, false) !== undefined).toBe(isProblem);
  expect(scheduleProblem(at, now, true)).toBeUndefined();
});
