import type { Scope } from '../contract/scopes.ts';
import type { ApiKey } from './api-key.ts';

/** A tenant: every message and every API key belongs to one. */
export interface Account {
  /** `acc_` and 22 characters. */
  readonly id: string;
  readonly name: string;
  /** A UUID: what `get_guid` of the XML-RPC door answers. */
  readonly groupId: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** ISO 3166-1 alpha-2. Narrows the deployment's list; absent: all of it. */
  readonly allowedCountries?: readonly string[];
  /** Where national numbers are read; absent: the deployment's default. */
  readonly region?: string;
  /** For messages that name none; absent: the upstream's default. */
  readonly sender?: string;
  /** For how many seconds its messages may be handed over, from when they are due, unless they say; absent: for as long as they may. */
  readonly validFor?: number;
  /** For messages that name none; absent: `auto`, which leaves a text as it is. */
  readonly encoding?: 'smart';
  /** Messages are charged to its own credits. */
  readonly metered?: boolean;
  /** Absent: it may. Programs at the XML-RPC door that give one all the same send from the default sender. */
  readonly maySetSender?: boolean;
  /** Absent: the deployment's limit, if it has one. */
  readonly messagesPerMinute?: number;
  readonly messagesPerDay?: number;
  /** Its keys and logins are refused. */
  readonly disabled?: boolean;
}

/** What an administrator may limit; a message to each of two recipients counts as two. */
export type AccountLimits = Pick<Account, 'messagesPerMinute' | 'messagesPerDay'>;

/** What messages have that do not say otherwise. */
export type AccountDefaults = Pick<Account, 'validFor' | 'encoding'>;

/** Who makes a request: an account, through one of its keys. */
export interface Principal {
  readonly account: Account;
  readonly keyId: ApiKey['id'];
  readonly scopes: readonly Scope[];
}
