import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { createSuppressions } from '../../../functions/store/suppressions.ts';
import { swissMobiles } from '../../support/model/messages.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createAccountTable } from '../../support/stack/tables.ts';

const table = `accounts-${randomUUID()}`;
const { client, faults, counts } = emulatedDynamoDB(inject('emulatorUrl'));
const suppressions = createSuppressions(client, table);
const thousand = swissMobiles(1000);
const suppressed = thousand.filter((_, index) => index % 250 === 99);

beforeAll(async () => {
  await createAccountTable(client, table);
  for (const sk of suppressed) {
    const Item = marshall({ pk: 'SUPPRESSED#acc_shop', sk });
    await client.send(new PutItemCommand({ TableName: table, Item }));
  }
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
