import { UnknownAccountError, UnknownLoginError, UserTakenError } from '../../../functions/accounts/errors.ts';
import type { Login } from '../../../functions/accounts/login.ts';
import type {
  AccountLookup,
  FailureCounts,
  LoginLookup,
  LoginStore,
  LoginSuccesses,
} from '../../../functions/accounts/ports.ts';

export const memoryLogins = (
  accounts: Pick<AccountLookup, 'findAccount'>,
): LoginStore & Pick<LoginLookup, 'findLogin'> => {
  const logins = new Map<string, Login>();
  return {
    findLogin: async (user) => logins.get(user),
    addLogin: async (login) => {
      if (!(await accounts.findAccount(login.account))) throw new UnknownAccountError(login.account);
      if (logins.has(login.user)) throw new UserTakenError(login.user);
      logins.set(login.user, login);
    },
    listLogins: async (account) => [...logins.values()].filter((login) => login.account === account),
    revokeLogin: async (account, user) => {
      if (logins.get(user)?.account !== account) throw new UnknownLoginError(account, user);
      logins.delete(user);
    },
  };
};

/** Failure counts in memory, each with the end of its window. */
export const memoryFailures = (): FailureCounts & { readonly counts: Map<string, { count: number; until: Date }> } => {
  const counts = new Map<string, { count: number; until: Date }>();
  return {
    counts,
    read: async (name) => counts.get(name)?.count ?? 0,
    add: async (name, until) => {
      counts.set(name, { count: (counts.get(name)?.count ?? 0) + 1, until });
    },
  };
};

/** Successful logins in memory, each with the time until which it is remembered. */
export const memorySuccesses = (): LoginSuccesses & { readonly notes: Map<string, Date> } => {
  const notes = new Map<string, Date>();
  return {
    notes,
    add: async (name, until) => {
      notes.set(name, until);
    },
    has: async (name, now) => (notes.get(name) ?? now) > now,
  };
};
