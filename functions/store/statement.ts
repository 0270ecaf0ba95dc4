import { isDeepStrictEqual } from 'node:util';
import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import { attributeOf, type StoredRecord } from './attributes.ts';

/** Adds a record. DynamoDB refuses a PartiQL INSERT if a record with its key exists. */
export const insertStatement = (table: string, record: StoredRecord): BatchStatementRequest => {
  const members = Object.keys(record).map((name) => `'${name}': ?`);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${members.join(', ')}}`,
    Parameters: Object.values(record).map(attributeOf),
  };
};

/**
 * Changes a record from `before` to `after`, on condition that it still has the version of `before`.
 * @param key the attributes of the table's key
 */
export const updateStatement = (
  table: string,
  before: StoredRecord,
  after: StoredRecord,
  key: readonly string[] = ['id'],
): BatchStatementRequest => {
  const conditions = [...key, 'version'];
  const changed = Object.keys(after).filter((name) => !isSame(after[name], before[name]));
  const removed = Object.keys(before).filter((name) => !(name in after));
  const steps = [...changed.map((name) => `SET "${name}"=?`), ...removed.map((name) => `REMOVE "${name}"`)];
  const values = [...changed.map((name) => after[name]), ...conditions.map((name) => before[name])];
  return {
    Statement: `UPDATE "${table}" ${steps.join(' ')} WHERE ${conditions.map((name) => `"${name}"=?`).join(' AND ')}`,
    Parameters: values.map(attributeOf),
  };
};

/** Most values are identical, and then the comparison in depth is not needed. */
const isSame = (value: unknown, other: unknown): boolean => value === other || isDeepStrictEqual(value, other);
