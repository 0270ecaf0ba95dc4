import type { Account } from '../../../functions/accounts/account.ts';
import { UnknownAccountError } from '../../../functions/accounts/errors.ts';
import type { AccountStore } from '../../../functions/accounts/ports.ts';

/** @throws UnknownAccountError */
export const showAccount = async (store: Pick<AccountStore, 'findAccount'>, id: string): Promise<Account> => {
  const account = await store.findAccount(id);
  if (!account) throw new UnknownAccountError(id);
  return account;
};
