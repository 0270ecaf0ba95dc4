import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { Account } from '../../../functions/accounts/account.ts';
import { createAccount } from '../../../functions/accounts/create-account.ts';
import { createApiKey } from '../../../functions/accounts/create-api-key.ts';
import { UnknownAccountError, UnknownApiKeyError } from '../../../functions/accounts/errors.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { createAccountLookup, createAccountStore } from '../../../functions/store/accounts.ts';
import { statisticsKey } from '../../../functions/store/statistics.ts';
import { createAccountTable } from '../../support/stack/tables.ts';

const table = `accounts-${randomUUID()}`;
const clock = Date.now;
const settings = { region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const client = new DynamoDBClient({ ...settings, endpoint: inject('emulatorUrl') });
const store = createAccountStore(client, table);

beforeAll(async () => {
  await createAccountTable(client, table);
});

const newAccount = () =>
  createAccount(store, { name: 'Shop', allowedCountries: ['CH', 'DE'], region: 'CH', sender: 'Shop' }, { clock });

const newKey = ({ id }: Account) =>
  createApiKey(store, { account: id, name: 'web', scopes: ['messages:send'] }, { clock });

describe('accounts', () => {
  test('are found as they were added', async () => {
    const account = await newAccount();

    expect(await store.findAccount(account.id)).toEqual(account);
    expect(await store.listAccounts()).toContainEqual(account);
  });

  test('are listed without a look at all of the hours in which their messages are counted', async () => {
    const name = `accounts-${randomUUID()}`;
    await createAccountTable(client, name);
    const busy = createAccountStore(client, name);
    const accounts = [];
    for (const shop of ['A', 'B', 'C']) accounts.push(await createAccount(busy, { name: shop }, { clock }));
    for (const { id } of accounts) {
      // A page has a megabyte; as many real hours would take a minute to write.
      for (let hour = 10; hour < 18; hour += 1) {
        const Item = marshall({ ...statisticsKey(id, `2030-06-01T${hour}`), filling: 'x'.repeat(300_000) });
        await client.send(new PutItemCommand({ TableName: name, Item }));
      }
    }
    let looks = 0;
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        if ('ScannedCount' in result.output) looks += result.output.ScannedCount ?? 0;
        return result;
      },
      { step: 'initialize', name: 'looks' },
    );

    const listed = await busy.listAccounts();

    client.middlewareStack.remove('looks');
    expect(listed).toHaveLength(3);
    expect(listed).toEqual(expect.arrayContaining(accounts));
    expect(looks).toBeLessThan(accounts.length + 3 * 5);
  });

  test('are not overwritten', async () => {
    const account = await newAccount();

    await expect(store.addAccount({ ...account, name: 'Other' })).rejects.toThrow();

    expect(await store.findAccount(account.id)).toEqual(account);
  });

  test('are disabled and enabled', async () => {
    const account = await newAccount();

    await store.setDisabled(account.id, true);
    expect(await store.findAccount(account.id)).toEqual({ ...account, disabled: true });

    await store.setDisabled(account.id, false);
    expect(await store.findAccount(account.id)).toEqual({ ...account, disabled: false });
  });

  test('have the limits and defaults that were set last, each for itself, until it is taken away', async () => {
    const account = await newAccount();

    await store.changeAccount(account.id, { messagesPerMinute: 60, messagesPerDay: 1000 });
    expect(await store.findAccount(account.id)).toEqual({ ...account, messagesPerMinute: 60, messagesPerDay: 1000 });

    await store.changeAccount(account.id, { messagesPerDay: 500 });
    expect(await store.findAccount(account.id)).toEqual({ ...account, messagesPerMinute: 60, messagesPerDay: 500 });

    await store.changeAccount(account.id, { messagesPerMinute: 'none', messagesPerDay: 700 });
    expect(await store.findAccount(account.id)).toEqual({ ...account, messagesPerDay: 700 });

    await store.changeAccount(account.id, { messagesPerDay: 'none', validFor: 600, encoding: 'smart' });
    expect(await store.findAccount(account.id)).toEqual({ ...account, validFor: 600, encoding: 'smart' });

    await store.changeAccount(account.id, { validFor: 'none', encoding: 'none' });
    expect(await store.findAccount(account.id)).toEqual(account);
    await expect(store.changeAccount('acc_none', { messagesPerDay: 5 })).rejects.toThrow(UnknownAccountError);
  });

  test('that do not exist are not found, and not made by disabling them', async () => {
    await expect(store.setDisabled('acc_none', true)).rejects.toThrow(UnknownAccountError);

    expect(await store.findAccount('acc_none')).toBeUndefined();
  });

  test('are listed without their keys', async () => {
    const account = await newAccount();
    await newKey(account);

    const accounts = await store.listAccounts();

    expect(accounts.filter(({ id }) => id === account.id)).toEqual([account]);
    expect(new Set(accounts.map(({ id }) => id)).size).toBe(accounts.length);
  });
});

describe('keys', () => {
  test('are found by their hash and listed in their account only', async () => {
    const [account, other] = [await newAccount(), await newAccount()];
    const { record } = await newKey(account);

    expect(await store.findKey(record.hash)).toEqual(record);
    expect(await store.listKeys(account.id)).toEqual([record]);
    expect(await store.listKeys(other.id)).toEqual([]);
  });

  test('are nowhere in the table in the clear', async () => {
    const { key } = await newKey(await newAccount());

    const { Items } = await client.send(new ScanCommand({ TableName: table }));

    expect(JSON.stringify(Items)).not.toContain(key);
  });

  test('are not made for an account that does not exist, nor in half', async () => {
    const key = { id: 'key_x', account: 'acc_none', name: 'web', hash: 'beef', scopes: [], createdAt: '2030-01-01' };

    await expect(store.addKey(key)).rejects.toThrow(UnknownAccountError);

    expect(await store.findKey('beef')).toBeUndefined();
    expect(await store.listKeys('acc_none')).toEqual([]);
  });

  test('are not overwritten', async () => {
    const account = await newAccount();
    const { record } = await newKey(account);

    await expect(store.addKey({ ...record, scopes: ['messages:read'] })).rejects.toThrow();

    expect(await store.findKey(record.hash)).toEqual(record);
  });

  test('are revoked in both places, once and for all', async () => {
    const account = await newAccount();
    const { record } = await newKey(account);

    await store.revokeKey(account.id, record.id, new Date('2030-01-01T00:00:00Z'));
    await store.revokeKey(account.id, record.id, new Date('2031-01-01T00:00:00Z'));

    const revoked = { ...record, revokedAt: '2030-01-01T00:00:00.000Z' };
    expect(await store.findKey(record.hash)).toEqual(revoked);
    expect(await store.listKeys(account.id)).toEqual([revoked]);
  });

  test('are not revoked through another account', async () => {
    const [account, other] = [await newAccount(), await newAccount()];
    const { record } = await newKey(account);

    await expect(store.revokeKey(other.id, record.id, new Date())).rejects.toThrow(UnknownApiKeyError);

    expect(await store.findKey(record.hash)).toEqual(record);
  });
});

test('a database out of reach is told apart from an unknown key', async () => {
  const nowhere = new DynamoDBClient({ ...settings, endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });

  await expect(createAccountLookup(nowhere, table).findKey('beef')).rejects.toThrow(StoreUnavailableError);
});
