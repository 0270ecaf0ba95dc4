import { expect, test } from 'vitest';
import { createLogin } from '../../../functions/accounts/create-login.ts';
import { InvalidAccountError, UnknownAccountError, UserTakenError } from '../../../functions/accounts/errors.ts';
import { verifyPassword } from '../../../functions/accounts/password.ts';
import { anAccount } from '../../support/clients/api-events.ts';
import { quickHashing } from '../../support/fakes/logins.ts';
import { memoryAccounts } from '../../support/fakes/memory-accounts.ts';
import { memoryLogins } from '../../support/fakes/memory-logins.ts';

const deps = { clock: () => Date.parse('2030-01-01T00:00:00Z'), parameters: quickHashing };

const aStore = async () => {
  const accounts = memoryAccounts();
  await accounts.addAccount(anAccount());
  return memoryLogins(accounts);
};

test('keeps a hash of the password only', async () => {
  const store = await aStore();

  const { password, record } = await createLogin(store, { account: 'acc_shop', user: 'shop' }, deps);

  expect(password).toMatch(/^[0-9A-Za-z]{24}$/);
  expect(JSON.stringify(await store.findLogin('shop'))).not.toContain(password);
  expect(await verifyPassword(password, record.password)).toBe(true);
});

test.each(['myuser', 'info@example.ch', 'Müller & Co', 'x'.repeat(64)])('takes the user "%s"', async (user) => {
  await createLogin(await aStore(), { account: 'acc_shop', user }, deps);
});

test.each(['', ' ', ' a', 'a ', 'a  b', 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(65)])(
  'refuses the user %j',
  async (user) => {
    await expect(createLogin(await aStore(), { account: 'acc_shop', user }, deps)).rejects.toThrow(InvalidAccountError);
  },
);

test.each(['', 'short77', 'x'.repeat(257)])('refuses the password "%s"', async (password) => {
  const making = createLogin(await aStore(), { account: 'acc_shop', user: 'shop', password }, deps);

  await expect(making).rejects.toThrow(InvalidAccountError);
});

test('refuses a user that is taken and an account that is none', async () => {
  const store = await aStore();
  await createLogin(store, { account: 'acc_shop', user: 'shop' }, deps);

  await expect(createLogin(store, { account: 'acc_shop', user: 'shop' }, deps)).rejects.toThrow(UserTakenError);
  await expect(createLogin(store, { account: 'acc_x', user: 'x' }, deps)).rejects.toThrow(UnknownAccountError);
});
