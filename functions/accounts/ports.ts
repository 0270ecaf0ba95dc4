import type { Account } from './account.ts';
import type { ApiKey } from './api-key.ts';

/** The two reads of a request. */
export interface AccountLookup {
  findKey(hash: string): Promise<ApiKey | undefined>;
  findAccount(id: string): Promise<Account | undefined>;
}

/** The record of accounts and keys. Every write states its precondition. */
export interface AccountStore extends AccountLookup {
  /** Fails, without a change, when the id is taken. */
  addAccount(account: Account): Promise<void>;
  listAccounts(): Promise<readonly Account[]>;
  /** @throws UnknownAccountError */
  setDisabled(id: string, disabled: boolean): Promise<void>;
  /** @throws UnknownAccountError when the key's account does not exist. */
  addKey(key: ApiKey): Promise<void>;
  listKeys(account: string): Promise<readonly ApiKey[]>;
  /**
   * Revokes a key for good; a second time changes nothing.
   * @throws UnknownApiKeyError
   */
  revokeKey(account: string, id: string, now: Date): Promise<void>;
}
