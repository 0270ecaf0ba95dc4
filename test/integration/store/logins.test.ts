import { randomUUID } from 'node:crypto';
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { createAccount } from '../../../functions/accounts/create-account.ts';
import { createLogin } from '../../../functions/accounts/create-login.ts';
import { UnknownAccountError, UnknownLoginError, UserTakenError } from '../../../functions/accounts/errors.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { createAccountStore } from '../../../functions/store/accounts.ts';
import {
  createFailureCounts,
  createLoginLookup,
  createLoginStore,
  createLoginSuccesses,
} from '../../../functions/store/logins.ts';
import { quickHashing } from '../../support/fakes/logins.ts';
import { createAccountTable } from '../../support/stack/tables.ts';

const table = `accounts-${randomUUID()}`;
const clock = Date.now;
const settings = { region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const client = new DynamoDBClient({ ...settings, endpoint: inject('emulatorUrl') });
const accounts = createAccountStore(client, table);
const store = createLoginStore(client, table);
const { findLogin } = createLoginLookup(client, table);
const failures = createFailureCounts(client, table);
const successes = createLoginSuccesses(client, table);

beforeAll(async () => {
  await createAccountTable(client, table);
});

const newAccount = () => createAccount(accounts, { name: 'Shop', maySetSender: false }, { clock });
const newLogin = (account: string, user: string = randomUUID()) =>
  createLogin(store, { account, user }, { clock, parameters: quickHashing });

describe('logins', () => {
  test('are found by their user and listed in their account only', async () => {
    const [account, other] = [await newAccount(), await newAccount()];
    const { record } = await newLogin(account.id);

    expect(await findLogin(record.user)).toEqual(record);
    expect(await store.listLogins(account.id)).toEqual([record]);
    expect(await store.listLogins(other.id)).toEqual([]);
    expect(await accounts.findAccount(account.id)).toMatchObject({ maySetSender: false });
    expect(await accounts.listKeys(account.id)).toEqual([]);
  });

  test('are nowhere in the table with their password', async () => {
    const { password } = await newLogin((await newAccount()).id);

    const { Items } = await client.send(new ScanCommand({ TableName: table }));

    expect(JSON.stringify(Items)).not.toContain(password);
  });

  test('are not made twice, nor for an account that does not exist, nor in half', async () => {
    const [account, other] = [await newAccount(), await newAccount()];
    const { record } = await newLogin(account.id);

    await expect(newLogin(other.id, record.user)).rejects.toThrow(UserTakenError);
    await expect(newLogin(account.id, record.user)).rejects.toThrow(UserTakenError);
    await expect(newLogin('acc_none', 'nobody')).rejects.toThrow(UnknownAccountError);

    expect(await findLogin(record.user)).toEqual(record);
    expect(await store.listLogins(other.id)).toEqual([]);
    expect(await findLogin('nobody')).toBeUndefined();
  });

  test('are revoked in both places, by their own account only, and may be made anew', async () => {
    const [account, other] = [await newAccount(), await newAccount()];
    const { record } = await newLogin(account.id);

    await expect(store.revokeLogin(other.id, record.user)).rejects.toThrow(UnknownLoginError);
    expect(await findLogin(record.user)).toEqual(record);
    await store.revokeLogin(account.id, record.user);

    expect(await findLogin(record.user)).toBeUndefined();
    expect(await store.listLogins(account.id)).toEqual([]);
    await newLogin(other.id, record.user);
  });
});

describe('counts of failures', () => {
  test('add up, also at once, and expire with their window', async () => {
    const name = randomUUID();
    const until = new Date('2030-06-01T12:15:00Z');

    await Promise.all(Array.from({ length: 10 }, () => failures.add(name, until)));

    expect(await failures.read(name)).toBe(10);
    const Key = { pk: { S: `FAILURES#${name}` }, sk: { S: 'FAILURES' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
    expect(Item?.['expiresAt']).toEqual({ N: String(until.getTime() / 1000) });
  });

  test('are zero where nothing failed', async () => {
    expect(await failures.read(randomUUID())).toBe(0);
  });
});

describe('notes of successes', () => {
  test('are there until their end, whenever DynamoDB deletes them, and may be made again', async () => {
    const name = randomUUID();
    const until = new Date('2030-06-01T12:15:00Z');
    const before = new Date(until.getTime() - 1);

    expect(await successes.has(name, before)).toBe(false);
    await successes.add(name, until);

    expect(await successes.has(name, before)).toBe(true);
    expect(await successes.has(name, until)).toBe(false);
    await successes.add(name, new Date(until.getTime() + 60_000));
    expect(await successes.has(name, until)).toBe(true);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
    const note = Items.find(({ pk }) => pk?.S === `FAILURES#${name}`);
    expect(note?.['expiresAt']).toEqual({ N: String(until.getTime() / 1000 + 60) });
  });

  test('are no failures', async () => {
    const name = randomUUID();

    await successes.add(name, new Date('2030-06-01T12:15:00Z'));

    expect(await failures.read(name)).toBe(0);
  });
});

test('a database out of reach is told apart from an unknown login', async () => {
  const nowhere = new DynamoDBClient({ ...settings, endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });
  const counts = createFailureCounts(nowhere, table);
  const notes = createLoginSuccesses(nowhere, table);

  await expect(createLoginLookup(nowhere, table).findLogin('shop')).rejects.toThrow(StoreUnavailableError);
  await expect(counts.read('x')).rejects.toThrow(StoreUnavailableError);
  await expect(counts.add('x', new Date())).rejects.toThrow(StoreUnavailableError);
  await expect(notes.has('x', new Date())).rejects.toThrow(StoreUnavailableError);
  await expect(notes.add('x', new Date())).rejects.toThrow(StoreUnavailableError);
});
