import type { Account, AccountDefaults, AccountLimits } from './account.ts';
import type { ApiKey } from './api-key.ts';
import type { Login } from './login.ts';

/** The two reads of a request. */
export interface AccountLookup {
  findKey(hash: string): Promise<ApiKey | undefined>;
  findAccount(id: string): Promise<Account | undefined>;
}

/** What to set, and with `none` what to take away; what is absent stays as it is. */
type Changes<T> = { readonly [Name in keyof T]?: T[Name] | 'none' };

export type LimitChanges = Changes<AccountLimits>;
export type DefaultChanges = Changes<AccountDefaults>;

/** The record of accounts and keys. Every write states its precondition. */
export interface AccountStore extends AccountLookup {
  /** Fails, without a change, when the id is taken. */
  addAccount(account: Account): Promise<void>;
  listAccounts(): Promise<readonly Account[]>;
  /** @throws UnknownAccountError */
  setDisabled(id: string, disabled: boolean): Promise<void>;
  /** @throws UnknownAccountError */
  changeAccount(id: string, changes: LimitChanges & DefaultChanges): Promise<void>;
  /** @throws UnknownAccountError when the key's account does not exist. */
  addKey(key: ApiKey): Promise<void>;
  listKeys(account: string): Promise<readonly ApiKey[]>;
  /**
   * Revokes a key for good; a second time changes nothing.
   * @throws UnknownApiKeyError
   */
  revokeKey(account: string, id: string, now: Date): Promise<void>;
}

/** The reads of a call to the XML-RPC door. */
export interface LoginLookup {
  findLogin(user: string): Promise<Login | undefined>;
  findAccount(id: string): Promise<Account | undefined>;
}

/** The record of logins. Every write states its precondition. */
export interface LoginStore {
  /** @throws UnknownAccountError, UserTakenError */
  addLogin(login: Login): Promise<void>;
  listLogins(account: string): Promise<readonly Login[]>;
  /**
   * Deletes a login; its user may be given again.
   * @throws UnknownLoginError
   */
  revokeLogin(account: string, user: string): Promise<void>;
}

/** Counts of failed logins, each under a name and gone after its window. All throw StoreUnavailableError. */
export interface FailureCounts {
  read(name: string): Promise<number>;
  /** Adds one, atomically. `until` is the window's end. */
  add(name: string, until: Date): Promise<void>;
}

/** Notes of logins that were right, each under a name until its end. Both throw StoreUnavailableError. */
export interface LoginSuccesses {
  /** Makes one, or moves its end. */
  add(name: string, until: Date): Promise<void>;
  has(name: string, now: Date): Promise<boolean>;
}
