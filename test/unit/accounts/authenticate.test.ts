import { beforeEach, describe, expect, test } from 'vitest';
import { newApiKey } from '../../../functions/accounts/api-key.ts';
import { createAuthenticator, requireScope } from '../../../functions/accounts/authenticate.ts';
import { createAccount } from '../../../functions/accounts/create-account.ts';
import { createApiKey } from '../../../functions/accounts/create-api-key.ts';
import { ForbiddenError, UnauthenticatedError } from '../../../functions/accounts/errors.ts';
import type { Scope } from '../../../functions/contract/scopes.ts';
import { memoryAccounts } from '../../support/fakes/memory-accounts.ts';

const minute = 60_000;

/** A store with one account and one key, an authenticator on it, and a clock to set. */
const arrange = async (scopes?: Scope[]) => {
  const store = memoryAccounts();
  const time = { now: Date.parse('2030-01-01T00:00:00Z') };
  const clock = () => time.now;
  const account = await createAccount(store, { name: 'Shop' }, { clock });
  const made = await createApiKey(store, { account: account.id, name: 'web', ...(scopes && { scopes }) }, { clock });
  return { store, time, account, ...made, authenticate: createAuthenticator({ store, clock }) };
};

let shop: Awaited<ReturnType<typeof arrange>>;

beforeEach(async () => {
  shop = await arrange(['messages:send']);
});

describe('createAuthenticator', () => {
  test('tells the account, the key and its scopes', async () => {
    const principal = await shop.authenticate(`Bearer ${shop.key}`);

    expect(principal).toEqual({ account: shop.account, keyId: shop.record.id, scopes: ['messages:send'] });
  });

  test('takes the scheme in any case', async () => {
    await expect(shop.authenticate(`bearer ${shop.key}`)).resolves.toMatchObject({ account: shop.account });
  });

  test.each([
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['another scheme', () => `Basic ${shop.key}`],
    ['a key without a scheme', () => shop.key],
    ['a mistyped key', () => `Bearer ${shop.key.slice(0, -1)}`],
    ['two keys', () => `Bearer ${shop.key} ${shop.key}`],
    ['a long text', () => `Bearer ${'a'.repeat(100_000)}`],
  ])('refuses %s without a read', async (_, header) => {
    await expect(shop.authenticate(header())).rejects.toThrow(UnauthenticatedError);

    expect(shop.store.reads).toEqual({ keys: 0, accounts: 0 });
  });

  test('refuses an unknown key, a revoked one and one of a disabled account in the same words', async () => {
    const revoked = await createApiKey(shop.store, { account: shop.account.id, name: 'old' }, { clock: Date.now });
    await shop.store.revokeKey(shop.account.id, revoked.record.id, new Date());
    await shop.store.setDisabled(shop.account.id, true);

    const keys = [newApiKey().key, revoked.key, shop.key];
    const errors = await Promise.all(keys.map((key) => shop.authenticate(`Bearer ${key}`).catch((error) => error)));

    for (const error of errors) expect(error).toEqual(new UnauthenticatedError());
  });

  test('reads a key once in a minute', async () => {
    await shop.authenticate(`Bearer ${shop.key}`);
    shop.time.now += minute - 1;
    await shop.authenticate(`Bearer ${shop.key}`);

    expect(shop.store.reads).toEqual({ keys: 1, accounts: 1 });
  });

  test('refuses a revoked key after a minute at the latest', async () => {
    await shop.authenticate(`Bearer ${shop.key}`);
    await shop.store.revokeKey(shop.account.id, shop.record.id, new Date());
    shop.time.now += minute;

    await expect(shop.authenticate(`Bearer ${shop.key}`)).rejects.toThrow(UnauthenticatedError);
  });

  test('is not pushed out of its cache by unknown keys', async () => {
    await shop.authenticate(`Bearer ${shop.key}`);
    for (let count = 0; count < 1_100; count += 1) {
      await shop.authenticate(`Bearer ${newApiKey().key}`).catch(() => undefined);
    }
    shop.store.reads.keys = 0;

    await shop.authenticate(`Bearer ${shop.key}`);

    expect(shop.store.reads.keys).toBe(0);
  });

  test('forgets the oldest key beyond a thousand', async () => {
    const wanted = { account: shop.account.id, name: 'more' };
    const more = await Promise.all(
      Array.from({ length: 1_000 }, () => createApiKey(shop.store, wanted, { clock: Date.now })),
    );
    for (const key of [shop.key, ...more.map((made) => made.key)]) await shop.authenticate(`Bearer ${key}`);
    shop.store.reads.keys = 0;

    await shop.authenticate(`Bearer ${more[0]?.key}`);
    expect(shop.store.reads.keys).toBe(0);

    await shop.authenticate(`Bearer ${shop.key}`);
    expect(shop.store.reads.keys).toBe(1);
  });
});

describe('requireScope', () => {
  test('lets a key do what it may, and names the scope it lacks', async () => {
    const principal = await shop.authenticate(`Bearer ${shop.key}`);

    expect(() => requireScope(principal, 'messages:send')).not.toThrow();
    expect(() => requireScope(principal, 'messages:read')).toThrow(new ForbiddenError('messages:read'));
  });
});
