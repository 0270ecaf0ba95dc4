import type { Status } from '../contract/statuses.ts';
import type { TableIndex } from './table-index.ts';

/** An account's messages, newest first. */
export const byAccount: TableIndex = {
  name: 'byAccount',
  partition: ['account'],
  sort: 'createdKey',
  others: ['to', 'reference'],
};

/** The messages that are not final, oldest first. */
export const openIndex: TableIndex = {
  name: 'open',
  partition: ['openShard'],
  sort: 'openKey',
  others: ['gatewayId', 'status', 'account', 'version'],
};

/**
 * The indexes that answer a filter of the list, by the filter's name. Each costs a write unit for a message that is in it.
 * They have several partition keys, so that messages of before are in them as they are; PartiQL may not read such an
 * index, but writes to its table.
 */
export const lookupIndexes = {
  reference: { name: 'byReference', partition: ['account', 'reference'], sort: 'createdKey', others: [] },
  to: { name: 'byRecipient', partition: ['account', 'to'], sort: 'createdKey', others: [] },
  status: { name: 'byFailure', partition: ['account', 'failure'], sort: 'createdKey', others: [] },
} as const satisfies Record<string, TableIndex>;

export type Lookup = keyof typeof lookupIndexes;

/** The statuses that have an index: few messages end so, and somebody looks for them. */
export const failures = ['failed', 'expired', 'indeterminate'] as const satisfies readonly Status[];

export const isFailure = (status: Status): boolean => failures.some((failure) => failure === status);

/** Partitions of the failures of one account and status, for many may fail at once: each takes 1,000 writes a second. */
const failureShards = 2;

/** What puts a failed message into its index: its status, and which of the partitions. */
export const failureKey = (status: Status, shard: number): string => `${status}#${shard % failureShards}`;

/** The partitions that have all messages of a status. */
export const failureKeys = (status: Status): readonly string[] =>
  Array.from({ length: failureShards }, (_, shard) => failureKey(status, shard));
