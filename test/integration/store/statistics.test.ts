import { randomUUID } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Counter } from '../../../functions/statistics/counts.ts';
import { createAddCounts, createReadCounts, statisticsKey } from '../../../functions/store/statistics.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createAccountTable } from '../../support/stack/tables.ts';

const table = `accounts-${randomUUID()}`;
const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const unreadable: unknown[] = [];
const addCounts = createAddCounts(client, table);
const read = createReadCounts({ client, table, onUnreadable: (key) => unreadable.push(key) });
let account = '';

beforeAll(() => createAccountTable(client, table));

beforeEach(() => {
  Object.assign(faults, { before: undefined, after: undefined });
  counts.requests.clear();
  account = `acc_${randomUUID()}`;
});

const add = (hour: string, added: Partial<Record<Counter, number>>, of = account) =>
  addCounts({ account: of, hour, counts: new Map(Object.entries(added) as [Counter, number][]) });

const hours = async (from: string, to: string) =>
  (await read(account, from, to)).map(({ hour, counts }) => ({ hour, ...Object.fromEntries(counts) }));

test('what is added to an hour at once, from several places, is all in it', async () => {
  await Promise.all(Array.from({ length: 20 }, () => add('2030-06-01T12', { messages: 2, delivered: 1, step7: 1 })));
  await add('2030-06-01T12', { indeterminate: -1, failed: 1 });

  expect(await hours('2030-06-01T12', '2030-06-01T12')).toEqual([
    { hour: '2030-06-01T12', messages: 40, delivered: 20, step7: 20, indeterminate: -1, failed: 1 },
  ]);
});

test('hours are read in their order, both ends included, of the account alone', async () => {
  for (const hour of ['2030-06-01T13', '2030-05-31T23', '2030-06-01T12', '2030-06-01T14'])
    await add(hour, { messages: 1 });
  await add('2030-06-01T13', { messages: 1 }, 'acc_other');

  expect(await hours('2030-05-31T23', '2030-06-01T13')).toEqual([
    { hour: '2030-05-31T23', messages: 1 },
    { hour: '2030-06-01T12', messages: 1 },
    { hour: '2030-06-01T13', messages: 1 },
  ]);
  expect(await hours('2031-01-01T00', '2031-01-01T23')).toEqual([]);
});

test('an hour is forgotten 400 days after it', async () => {
  await add('2030-06-01T12', { messages: 1 });

  const Key = marshall(statisticsKey(account, '2030-06-01T12'));
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
  expect(Number(Item?.['expiresAt']?.N) * 1000).toBe(Date.parse('2031-07-06T12:00:00Z'));
});

test('hours that fill more than a page are all read', async () => {
  const days = Array.from(
    { length: 40 },
    (_, index) => `2030-01-${String(1 + (index % 31)).padStart(2, '0')}T${10 + Math.floor(index / 31)}`,
  );
  // A page has a megabyte; as many real hours would take a minute to write.
  for (const hour of days) await client.send(put(hour, { messages: 1, filling: 'x'.repeat(30_000) }));

  const found = await read(account, '2030-01-01T00', '2030-01-31T23');

  expect(found.map(({ hour }) => hour)).toEqual(days.toSorted());
  expect(counts.requests.get('QueryCommand')).toBeGreaterThan(1);
});

const put = (hour: string, attributes: object) =>
  new PutItemCommand({ TableName: table, Item: marshall({ ...statisticsKey(account, hour), ...attributes }) });

test('an hour is read by what of it is a counter', async () => {
  await client.send(put('2030-06-01T12', { messages: 1, later: 7, failed: 'x', stepping: 3 }));

  expect(await hours('2030-06-01T12', '2030-06-01T12')).toEqual([{ hour: '2030-06-01T12', messages: 1 }]);
  expect(unreadable).toEqual([]);
});

test('a store that does not answer is no account without messages', async () => {
  faults.before = () => {
    throw new Error('socket hang up');
  };

  await expect(hours('2030-06-01T12', '2030-06-01T12')).rejects.toThrow(StoreUnavailableError);
  await expect(add('2030-06-01T12', { messages: 1 })).rejects.toThrow(StoreUnavailableError);
});
