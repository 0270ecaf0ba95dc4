import { expect, test } from 'vitest';
import { isHeldBack, stateOf } from '../../../../functions/console/pages/webhooks/state.ts';

const at = '2026-11-26T18:00:00.000Z';
const failingSince = '2026-11-21T18:00:00.000Z';

test.each([
  { disabled: null, failingSince: null, badge: 'good', since: undefined },
  { disabled: null, failingSince, badge: 'warn', since: failingSince },
  { disabled: { reason: 'requested', at }, failingSince, badge: 'plain', since: at },
  { disabled: { reason: 'gone', at }, failingSince: null, badge: 'bad', since: at },
  { disabled: { reason: 'failing', at }, failingSince, badge: 'bad', since: at },
] as const)('disabled $disabled, failing since $failingSince: $badge, since $since', ({ badge, since, ...webhook }) => {
  const state = stateOf(webhook);

  expect(state).toMatchObject({ badge });
  expect(state.since).toBe(since);
});

test('says of a delivery whose time has gone by that it waits for its webhook', () => {
  const due = '2026-01-01T10:00:00.000Z';

  expect(isHeldBack(due, Date.parse('2026-01-01T09:00:00.000Z'))).toBe(false);
  expect(isHeldBack(due, Date.parse('2026-01-01T10:01:00.000Z'))).toBe(false);
  expect(isHeldBack(due, Date.parse('2026-01-01T10:31:00.000Z'))).toBe(true);
});
