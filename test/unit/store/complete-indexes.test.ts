import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createCompleteIndexes } from '../../../functions/store/complete-indexes.ts';

/** A table whose indexes are in these states, in the words of DescribeTable. */
const aTable = (states: Record<string, object>) => {
  const table = { states, looks: 0, now: 0, fails: undefined as string | undefined };
  const client = new DynamoDBClient({ region: 'eu-central-2' });
  client.middlewareStack.add(
    () => async () => {
      table.looks += 1;
      if (table.fails !== undefined) throw Object.assign(new Error('failed'), { name: table.fails });
      const GlobalSecondaryIndexes = Object.entries(table.states).map(([IndexName, state]) => ({
        IndexName,
        ...state,
      }));
      return { response: undefined, output: { $metadata: {}, Table: { GlobalSecondaryIndexes } } };
    },
    { step: 'initialize' },
  );
  return Object.assign(table, createCompleteIndexes({ client, table: 'messages', clock: () => table.now }));
};

test.each([
  ['one that is active', { IndexStatus: 'ACTIVE' }, true],
  ['one that gets other limits', { IndexStatus: 'UPDATING' }, true],
  ['one of which nothing is said', {}, true],
  ['one that is being filled', { IndexStatus: 'CREATING', Backfilling: true }, false],
  ['one that is being made', { IndexStatus: 'CREATING', Backfilling: false }, false],
  ['one that is being deleted', { IndexStatus: 'DELETING' }, false],
])('%s', async (_, state, isComplete) => {
  const table = aTable({ open: { IndexStatus: 'ACTIVE' }, byReference: state });

  expect(await table.has('byReference')).toBe(isComplete);
  expect(await table.has('byRecipient')).toBe(false);
});

test('is asked for once, and again every minute while one is missing', async () => {
  const table = aTable({ byReference: { IndexStatus: 'CREATING', Backfilling: true } });

  for (const second of [0, 1, 59]) {
    table.now = second * 1000;
    expect(await table.has('byReference')).toBe(false);
  }
  expect(table.looks).toBe(1);

  table.states = { byReference: { IndexStatus: 'ACTIVE' } };
  table.now = 60_000;
  for (const _ of [1, 2]) expect(await table.has('byReference')).toBe(true);
  expect(table.looks).toBe(2);
});

test('an index that is gone is not relied on any more, nor looked for at each request', async () => {
  const table = aTable({ byReference: { IndexStatus: 'ACTIVE' } });
  expect(await table.has('byReference')).toBe(true);
  table.states = {};

  table.forget();

  expect(await table.has('byReference')).toBe(false);
});

test.each(['ThrottlingException', 'AccessDeniedException'])(
  'a table that cannot be looked at (%s) has none',
  async (name) => {
    const table = aTable({ byReference: { IndexStatus: 'ACTIVE' } });
    table.fails = name;
    expect(await table.has('byReference')).toBe(false);

    table.now = 60_000;
    table.fails = undefined;
    expect(await table.has('byReference')).toBe(true);
  },
);
