import { describe, expect, test } from 'vitest';
import { type Status, statuses } from '../../../functions/contract/statuses.ts';
import { canTransition, isFinal } from '../../../functions/messages/status.ts';

/** Every step that is allowed, written out by hand. */
const allowed: Readonly<Record<Status, readonly Status[]>> = {
  accepted: ['submitting', 'failed', 'expired', 'canceled'],
  submitting: [
    'accepted',
    'scheduled',
    'queued',
    'submitted',
    'on_network',
    'delivered',
    'failed',
    'expired',
    'canceled',
    'indeterminate',
  ],
  scheduled: ['queued', 'submitted', 'on_network', 'delivered', 'failed', 'expired', 'canceled'],
  queued: ['submitted', 'on_network', 'delivered', 'failed', 'expired', 'canceled'],
  submitted: ['on_network', 'delivered', 'failed', 'expired', 'canceled'],
  on_network: ['delivered', 'failed', 'expired', 'canceled'],
  delivered: [],
  failed: [],
  expired: [],
  canceled: [],
  indeterminate: [],
};

const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

describe('canTransition', () => {
  test.each(pairs)('%s → %s is as the table says', (from, to) => {
    expect(canTransition(from, to)).toBe(allowed[from].includes(to));
  });
});

describe('isFinal', () => {
  test.each(statuses)('%s is final exactly when nothing follows it', (status) => {
    expect(isFinal(status)).toBe(allowed[status].length === 0);
  });
});
