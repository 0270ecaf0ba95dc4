import { describe, expect, test } from 'vitest';
import { isNews, isSettled, mayBeCanceled, stepsOf } from '../../../../functions/console/pages/messages/story.ts';
import { statuses } from '../../../../functions/contract/statuses.ts';
import { listed } from './listed.ts';

test('what has not gone out may be cancelled', () => {
  expect(statuses.filter((status) => mayBeCanceled({ status }))).toEqual(['accepted', 'scheduled']);
});

test('a message whose outcome is unknown is looked at like one under way: it may be settled at any time', () => {
  expect(statuses.filter((status) => isSettled({ status }))).toEqual(['delivered', 'failed', 'expired', 'canceled']);
});

test('webhooks hear of a message while it changes, and a while after', () => {
  const updatedAt = '2026-01-01T10:00:00.000Z';
  const after = (seconds: number) => Date.parse(updatedAt) + seconds * 1_000;

  expect(isNews({ status: 'on_network', updatedAt }, after(86_400))).toBe(true);
  expect(isNews({ status: 'indeterminate', updatedAt }, after(86_400))).toBe(true);
  expect(isNews({ status: 'delivered', updatedAt }, after(59))).toBe(true);
  expect(isNews({ status: 'delivered', updatedAt }, after(60))).toBe(false);
});

describe('the steps of a message', () => {
  test('tell how long after each other they came', () => {
    const history = [
      { status: 'submitting' as const, at: '2026-01-01T10:00:00.000Z' },
      { status: 'queued' as const, at: '2026-01-01T10:00:00.250Z' },
      { status: 'failed' as const, at: '2026-01-01T10:01:00.250Z', reason: 'gateway_error' },
    ];

    expect(stepsOf(listed(1, { status: 'failed', history }))).toEqual([
      { ...history[0], after: undefined },
      { ...history[1], after: 250 },
      { ...history[2], after: 60_000 },
    ]);
  });

  test('are two where no history was kept, and one where nothing has happened yet', () => {
    const times = { createdAt: '2026-01-01T10:00:00.000Z', updatedAt: '2026-01-01T10:00:05.000Z' };
    const reason = { code: 'gateway_error', text: 'It was refused.' };

    expect(stepsOf(listed(1, { status: 'failed', reason, ...times }))).toEqual([
      { status: 'accepted', at: times.createdAt, after: undefined },
      { status: 'failed', at: times.updatedAt, reason: 'gateway_error', after: 5_000 },
    ]);
    expect(stepsOf(listed(1, { status: 'accepted', ...times }))).toHaveLength(1);
  });
});
