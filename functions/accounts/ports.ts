import type { Account, AccountDefaults, AccountLimits } from './account.ts';
import type { ApiKey } from './api-key.ts';
import type { Login } from './login.ts';

/** The two reads of a request. */
export interface AccountLookup {
  findKey(hash: string): Promise<ApiKey | undefined>;
  findAccount(id: string): Promise<Account | undefined>;
}

/** Sets members, or removes them with `none`. Absent members stay as they are. */
type Changes<T> = { readonly [Name in keyof T]?: T[Name] | 'none' };

export type LimitChanges = Changes<AccountLimits>;
export type DefaultChanges = Changes<AccountDefaults>;

/** The record of accounts and keys. Every write states its precondition. */
export interface AccountStore extends AccountLookup {
  /** Fails without a change if the id is taken. */
  addAccount(account: Account): Promise<void>;
  listAccounts(): Promise<readonly Account[]>;
  /** @throws UnknownAccountError */
  setDisabled(id: string, disabled: boolean): Promise<void>;
  /** @throws UnknownAccountError */
  changeAccount(id: string, changes: LimitChanges & DefaultChanges): Promise<void>;
  /** @throws UnknownAccountError if the account of the key does not exist */
  addKey(key: ApiKey): Promise<void>;
  listKeys(account: string): Promise<readonly ApiKey[]>;
  /**
   * Revokes a key for good. Doing so again changes nothing.
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
   * Deletes a login. Its user can be used again.
   * @throws UnknownLoginError
   */
  revokeLogin(account: string, user: string): Promise<void>;
}

/**
 * Counters of failed logins, each with a name and deleted after its window. All methods throw StoreUnavailableError.
 */
export interface FailureCounts {
  read(name: string): Promise<number>;
  /** Adds one, atomically. `until` is the window's end. */
  add(name: string, until: Date): Promise<void>;
}

/** Notes of successful logins, each with a name and an end. All methods throw StoreUnavailableError. */
export interface LoginSuccesses {
  /** Adds a note, or moves its end. */
  add(name: string, until: Date): Promise<void>;
  has(name: string, now: Date): Promise<boolean>;
}
