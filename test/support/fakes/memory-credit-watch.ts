import type { CreditWatch, WatchedCredits } from '../../../functions/accounts/low-credits.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';

type Operation = 'read' | 'note' | 'noteTold';

interface Hooks {
  /** Runs before an operation reads the record, for example to change the record meanwhile. */
  before?: (operation: Operation) => void;
  /** Whether an operation fails with StoreUnavailableError. */
  isUnavailable?: (operation: Operation, account?: string) => boolean;
}

/** The credits of accounts with a threshold, in memory. `reads` has the accounts of each read. */
export const memoryCreditWatch = (
  records: Map<string, WatchedCredits>,
  hooks: Hooks = {},
): CreditWatch & { readonly reads: (readonly string[])[] } => {
  const reads: (readonly string[])[] = [];
  const begin = (operation: Operation, account?: string) => {
    hooks.before?.(operation);
    if (hooks.isUnavailable?.(operation, account))
      throw new StoreUnavailableError('The database did not answer. Try again.');
  };
  return {
    reads,
    read: async (accounts) => {
      begin('read');
      reads.push(accounts);
      return new Map([...records].filter(([account]) => accounts.includes(account)));
    },
    note: async (account, low, before) => {
      begin('note', account);
      const record = records.get(account);
      const isAsRead = record?.added === low.added && record.threshold === low.threshold;
      if (!isAsRead || record.low?.at !== before.low?.at) return false;
      records.set(account, { ...record, low });
      return true;
    },
    noteTold: async (account, { at }) => {
      begin('noteTold', account);
      const record = records.get(account);
      if (record?.low?.at === at) records.set(account, { ...record, low: { ...record.low, isTold: true } });
    },
  };
};
