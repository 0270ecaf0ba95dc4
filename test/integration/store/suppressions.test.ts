import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { InvalidCursorError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { createSuppressionList, createSuppressions } from '../../../functions/store/suppressions.ts';
import { swissMobiles } from '../../support/model/messages.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createAccountTable } from '../../support/stack/tables.ts';

const table = `accounts-${randomUUID()}`;
const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const suppressions = createSuppressions(client, table);
const list = createSuppressionList(client, table);
const entry = { number: '+41790000005', createdAt: '2030-06-01T12:00:00.000Z', by: 'key:key_1' };
const thousand = swissMobiles(1000);
const suppressed = thousand.filter((_, index) => index % 250 === 99);

beforeAll(async () => {
  await createAccountTable(client, table);
  for (const number of suppressed) await list.add('acc_shop', { ...entry, number });
});

beforeEach(() => {
  Object.assign(faults, { before: undefined, after: undefined, readsHalf: false });
  Object.assign(counts, { keysRead: 0 });
  counts.requests.clear();
});

test('1,000 recipients are looked up by ten reads, each number once', async () => {
  expect(await suppressions.among('acc_shop', [...thousand, ...thousand])).toEqual(new Set(suppressed));

  expect(Object.fromEntries(counts.requests)).toEqual({ BatchGetItemCommand: 10 });
  expect(counts.keysRead).toBe(1000);
});

test('a number is suppressed for its own account alone', async () => {
  expect(await suppressions.among('acc_other', suppressed)).toEqual(new Set());
});

test('what a read leaves out is read again', async () => {
  faults.readsHalf = true;

  expect(await suppressions.among('acc_shop', thousand.slice(96, 100))).toEqual(new Set(suppressed.slice(0, 1)));
});

test('nobody is taken for not suppressed where the store does not answer', async () => {
  faults.before = () => {
    throw new Error('socket hang up');
  };

  await expect(suppressions.among('acc_shop', thousand)).rejects.toThrow(StoreUnavailableError);
});

describe('an entry', () => {
  test('is found as it was added, until it is taken off', async () => {
    await list.add('acc_one', entry);

    expect(await list.find('acc_one', entry.number)).toEqual(entry);
    expect(await list.find('acc_other', entry.number)).toBeUndefined();
    expect(await list.takeOff('acc_other', entry.number)).toBeUndefined();
    expect(await list.takeOff('acc_one', entry.number)).toEqual(entry);
    expect(await list.takeOff('acc_one', entry.number)).toBeUndefined();
    expect(await list.find('acc_one', entry.number)).toBeUndefined();
  });

  test('that is added again stays the first one, but for a reason that is given', async () => {
    const again = { ...entry, createdAt: '2031-01-01T00:00:00.000Z', by: 'admin' };
    await list.add('acc_again', entry);

    expect(await list.add('acc_again', again)).toEqual(entry);
    expect(await list.add('acc_again', { ...again, reason: 'STOP' })).toEqual({ ...entry, reason: 'STOP' });
    expect(await list.add('acc_again', again)).toEqual({ ...entry, reason: 'STOP' });
  });
});

describe('a list', () => {
  test('is paged by number, and its last page has no cursor', async () => {
    const first = await list.page('acc_shop', 2);
    const second = await list.page('acc_shop', 2, first.cursor);

    const numbers = [first, second].map(({ suppressions }) => suppressions.map(({ number }) => number));
    expect(numbers).toEqual([suppressed.slice(0, 2), suppressed.slice(2)]);
    expect(first.cursor).toBeDefined();
    expect(second).not.toHaveProperty('cursor');
    expect(await list.page('acc_nobody', 2)).toEqual({ suppressions: [] });
  });

  test("does not go on from another account's place", async () => {
    const { cursor } = await list.page('acc_shop', 2);

    await expect(list.page('acc_other', 2, cursor)).rejects.toThrow(InvalidCursorError);
  });
});
