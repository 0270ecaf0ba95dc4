import { isDeepStrictEqual } from 'node:util';
import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import type { Item } from './message-item.ts';

/** Adds an item, on condition that there is none with its key: this is what PartiQL's INSERT means in DynamoDB. */
export const insertStatement = (table: string, item: Item): BatchStatementRequest => {
  const members = Object.keys(item).map((name) => `'${name}': ?`);
  return { Statement: `INSERT INTO "${table}" VALUE {${members.join(', ')}}`, Parameters: Object.values(item) };
};

/** Turns one state of an item into another, on condition that its version is still that of the first. */
export const updateStatement = (table: string, before: Item, after: Item): BatchStatementRequest => {
  const changed = Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(value, before[name]));
  const removed = Object.keys(before).filter((name) => !(name in after));
  const steps = [...changed.map(([name]) => `SET "${name}"=?`), ...removed.map((name) => `REMOVE "${name}"`)];
  const key = [before['id'], before['version']].flatMap((value) => value ?? []);
  return {
    Statement: `UPDATE "${table}" ${steps.join(' ')} WHERE "id"=? AND "version"=?`,
    Parameters: [...changed.map(([, value]) => value), ...key],
  };
};
