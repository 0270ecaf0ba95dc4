import type { TableIndex } from './table-index.ts';

/*
 * The indexes of the deliveries' table. Each is sparse: it holds, and costs writes for, only items that have its keys.
 */

/** Fresh deliveries, lanes and errands, by when they are due. */
export const dueIndex: TableIndex = {
  name: 'due',
  partition: ['dueShard'],
  sort: 'dueKey',
  others: ['account'],
};

/** A webhook's waiting deliveries, by when they may be tried, and its failed ones, by when their events occurred. */
export const byState: TableIndex = { name: 'byState', partition: ['stateKey'], sort: 'stateSort', others: [] };

/** The deliveries about a message, for all webhooks. */
export const byMessage: TableIndex = { name: 'byMessage', partition: ['message'], sort: 'id', others: [] };
