import type { TableIndex } from './table-index.ts';

/** The indexes of the deliveries' table. Each is sparse: an item without its keys is not in it, and costs it nothing. */

/** What is to be done, by time: fresh deliveries, lanes and errands. */
export const dueIndex: TableIndex = {
  name: 'due',
  partition: ['dueShard'],
  sort: 'dueKey',
  others: ['account'],
};

/** A webhook's deliveries that wait, by when they may be tried; and those that have failed, by when their events occurred. */
export const byState: TableIndex = { name: 'byState', partition: ['stateKey'], sort: 'stateSort', others: [] };

/** What became of a message's news, whichever webhooks it went to. */
export const byMessage: TableIndex = { name: 'byMessage', partition: ['message'], sort: 'id', others: [] };
