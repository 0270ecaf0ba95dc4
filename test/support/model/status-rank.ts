import type { Status } from '../../../functions/contract/statuses.ts';

/**
 * How far a message has come. Written independently of the product's own order, so that tests can find a fault in that.
 */
export const rank: Readonly<Record<Status, number>> = {
  accepted: 0,
  submitting: 0,
  scheduled: 1,
  queued: 2,
  submitted: 3,
  on_network: 4,
  delivered: 5,
  failed: 5,
  expired: 5,
  canceled: 5,
  indeterminate: 5,
};

export const lastRank = 5;
