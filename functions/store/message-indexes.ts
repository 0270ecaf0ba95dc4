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
 * The indexes for the list's filters, by the filter's name. Each costs a write unit for a message that is in it. They
 * have several partition keys, so that messages from before the index need no new attribute. PartiQL cannot read such
 * an index, but it can write to the table.
 */
export const lookupIndexes = {
  reference: { name: 'byReference', partition: ['account', 'reference'], sort: 'createdKey', others: [] },
  to: { name: 'byRecipient', partition: ['account', 'to'], sort: 'createdKey', others: [] },
  status: { name: 'byFailure', partition: ['account', 'failure'], sort: 'createdKey', others: [] },
} as const satisfies Record<string, TableIndex>;

export type Lookup = keyof typeof lookupIndexes;

/** The statuses that have an index: few messages have them, and people look for these. */
export const failures = ['failed', 'expired', 'indeterminate'] as const satisfies readonly Status[];

export const isFailure = (status: Status): boolean => failures.some((failure) => failure === status);

/** Partitions for one account and status. Each takes 1,000 writes a second, and many messages may fail at once. */
const failureShards = 2;

export const failureKey = (status: Status, shard: number): string => `${status}#${shard % failureShards}`;

/** The partitions that have all messages of a status. */
export const failureKeys = (status: Status): readonly string[] =>
  Array.from({ length: failureShards }, (_, shard) => failureKey(status, shard));
