import type { Account } from '../../../functions/accounts/account.ts';
import type { ApiKey } from '../../../functions/accounts/api-key.ts';
import { UnknownAccountError, UnknownApiKeyError } from '../../../functions/accounts/errors.ts';
import type { AccountStore } from '../../../functions/accounts/ports.ts';

/** An account store in memory. It counts the reads that requests cause. */
export const memoryAccounts = (): AccountStore & { readonly reads: { keys: number; accounts: number } } => {
  const accounts = new Map<string, Account>();
  const keys = new Map<string, ApiKey>();
  const reads = { keys: 0, accounts: 0 };

  return {
    reads,
    findKey: async (hash) => {
      reads.keys += 1;
      return [...keys.values()].find((key) => key.hash === hash);
    },
    findAccount: async (id) => {
      reads.accounts += 1;
      return accounts.get(id);
    },
    addAccount: async (account) => {
      if (accounts.has(account.id)) throw new Error('The id is taken.');
      accounts.set(account.id, account);
    },
    listAccounts: async () => [...accounts.values()],
    setDisabled: async (id, disabled) => {
      const account = accounts.get(id);
      if (!account) throw new UnknownAccountError(id);
      accounts.set(id, { ...account, disabled });
    },
    changeAccount: async (id, changes) => {
      const account = accounts.get(id);
      if (!account) throw new UnknownAccountError(id);
      const { messagesPerMinute, messagesPerDay, validFor, encoding, ...rest } = { ...account, ...changes };
      accounts.set(id, {
        ...rest,
        ...(typeof messagesPerMinute === 'number' && { messagesPerMinute }),
        ...(typeof messagesPerDay === 'number' && { messagesPerDay }),
        ...(typeof validFor === 'number' && { validFor }),
        ...(encoding === 'smart' && { encoding }),
      });
    },
    addKey: async (key) => {
      if (!accounts.has(key.account)) throw new UnknownAccountError(key.account);
      keys.set(key.id, key);
    },
    listKeys: async (account) => [...keys.values()].filter((key) => key.account === account),
    revokeKey: async (account, id, now) => {
      const key = keys.get(id);
      if (key?.account !== account) throw new UnknownApiKeyError(account, id);
      keys.set(id, { revokedAt: now.toISOString(), ...key });
    },
  };
};
