import { describe, expect, test } from 'vitest';
import { createAccount } from '../../../functions/accounts/create-account.ts';
import { createApiKey } from '../../../functions/accounts/create-api-key.ts';
import { InvalidAccountError, UnknownAccountError } from '../../../functions/accounts/errors.ts';
import { scopes } from '../../../functions/contract/scopes.ts';
import { memoryAccounts } from '../../support/fakes/memory-accounts.ts';

const clock = () => Date.parse('2030-01-01T00:00:00Z');

describe('createAccount', () => {
  test('records what it answers with', async () => {
    const store = memoryAccounts();

    const account = await createAccount(store, { name: 'Shop', region: 'DE', sender: 'Shop' }, { clock });

    expect(account).toEqual({
      id: expect.stringMatching(/^acc_[0-9A-Za-z]{22}$/),
      groupId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      name: 'Shop',
      region: 'DE',
      sender: 'Shop',
      createdAt: '2030-01-01T00:00:00.000Z',
    });
    expect(await store.findAccount(account.id)).toEqual(account);
  });

  test('names everything that cannot be, and records nothing', async () => {
    const store = memoryAccounts();
    const names = { name: ' ', region: 'ch', allowedCountries: ['CH', 'XX'], sender: 'much too long a sender' };
    const wanted = { ...names, validFor: 29 };

    const error = await createAccount(store, wanted, { clock }).catch((thrown) => thrown);

    expect(error).toBeInstanceOf(InvalidAccountError);
    expect(error.message.split('\n')).toEqual([
      'The name is empty.',
      '"XX" is not an ISO 3166-1 alpha-2 country code.',
      '"ch" is not an ISO 3166-1 alpha-2 country code.',
      expect.stringContaining('The sender must be'),
      'A validity must be a whole number of seconds from 30 to 259200.',
    ]);
    expect(await store.listAccounts()).toEqual([]);
  });
});

describe('createApiKey', () => {
  test('keeps the hash and not the key, and allows everything unless told', async () => {
    const store = memoryAccounts();
    const { id } = await createAccount(store, { name: 'Shop' }, { clock });

    const { key, record } = await createApiKey(store, { account: id, name: 'web' }, { clock });

    expect(record.scopes).toEqual(scopes);
    expect(await store.listKeys(id)).toEqual([record]);
    expect(JSON.stringify(record)).not.toContain(key);
  });

  test('makes no key for an account that does not exist', async () => {
    const making = createApiKey(memoryAccounts(), { account: 'acc_none', name: 'web' }, { clock });

    await expect(making).rejects.toThrow(UnknownAccountError);
  });

  test.each([
    ['without a name', { name: '' }],
    ['without a scope', { name: 'web', scopes: [] }],
  ])('makes no key %s', async (_, wanted) => {
    const store = memoryAccounts();
    const { id } = await createAccount(store, { name: 'Shop' }, { clock });

    await expect(createApiKey(store, { account: id, ...wanted }, { clock })).rejects.toThrow(InvalidAccountError);
  });
});
