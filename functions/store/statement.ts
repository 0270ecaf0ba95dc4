import { isDeepStrictEqual } from 'node:util';
import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import { attributeOf, type StoredRecord } from './attributes.ts';

/** Adds a record, on condition that there is none with its key: this is what PartiQL's INSERT means in DynamoDB. */
export const insertStatement = (table: string, record: StoredRecord): BatchStatementRequest => {
  const members = Object.keys(record).map((name) => `'${name}': ?`);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${members.join(', ')}}`,
    Parameters: Object.values(record).map(attributeOf),
  };
};

/**
 * Turns one state of a record into another, on condition that its version is still that of the first.
 * @param key the attributes that the table's key consists of
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

/** Most values are the same one, which takes no look into them. */
const isSame = (value: unknown, other: unknown): boolean => value === other || isDeepStrictEqual(value, other);
