import { type Balance, type CreditStore, mostCredits } from '../../../functions/accounts/credits.ts';
import { CreditsOutOfRangeError, UnknownAccountError } from '../../../functions/accounts/errors.ts';
import type { AccountLookup } from '../../../functions/accounts/ports.ts';

const nothing: Balance = { balance: 0, overdraft: 0, added: 0, charged: 0, refunded: 0 };

/** A record of credits in memory, beside a store of accounts. */
export const memoryCredits = (
  accounts: Pick<AccountLookup, 'findAccount'>,
): CreditStore & { readonly notes: string[] } => {
  const balances = new Map<string, Balance>();
  const notes: string[] = [];
  return {
    notes,
    read: async (account) => balances.get(account),
    add: async (account, amount, { note }) => {
      if (!(await accounts.findAccount(account))) throw new UnknownAccountError(account);
      if (amount < 0 && !balances.has(account)) throw new CreditsOutOfRangeError(account, amount);
      const before = balances.get(account) ?? nothing;
      if (Math.abs(before.added + amount) > mostCredits) throw new CreditsOutOfRangeError(account, amount);
      balances.set(account, { ...before, balance: before.balance + amount, added: before.added + amount });
      notes.push(note);
    },
    setOverdraft: async (account, before, overdraft) => {
      const balance = balances.get(account);
      if (balance?.overdraft !== before) return false;
      balances.set(account, { ...balance, overdraft });
      return true;
    },
    setThreshold: async (account, threshold) => {
      const { threshold: _, ...balance } = balances.get(account) ?? {};
      if (!balances.has(account)) return false;
      balances.set(account, { ...nothing, ...balance, ...(threshold !== 'none' && { threshold }) });
      return true;
    },
  };
};
