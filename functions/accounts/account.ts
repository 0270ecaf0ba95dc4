import type { Scope } from '../contract/scopes.ts';
import type { ApiKey } from './api-key.ts';

/** A tenant: every message and every API key belongs to one. */
export interface Account {
  /** `acc_` and 22 characters. */
  readonly id: string;
  readonly name: string;
  /** A UUID, which `get_guid` of the XML-RPC door answers. */
  readonly groupId: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** ISO 3166-1 alpha-2. Restricts the deployment's list. Absent: the whole list. */
  readonly allowedCountries?: readonly string[];
  /** National numbers are read as of this country. Absent: the deployment's default. */
  readonly region?: string;
  /** For messages without a sender. Absent: the upstream's default. */
  readonly sender?: string;
  /**
   * The default validity: seconds after the due time in which a message may be handed over. Absent: as long as
   * possible.
   */
  readonly validFor?: number;
  /** For messages without an encoding. Absent: `auto`, which leaves texts as they are. */
  readonly encoding?: 'smart';
  /** Messages are charged to its own credits. */
  readonly metered?: boolean;
  /** Absent: it may. If it may not, the XML-RPC door replaces a given sender by the default sender. */
  readonly maySetSender?: boolean;
  /** Absent: the deployment's limit, if it has one. */
  readonly messagesPerMinute?: number;
  readonly messagesPerDay?: number;
  /** Its keys and logins are rejected. */
  readonly disabled?: boolean;
}

/** Limits that an administrator may set. A message to two recipients counts as two. */
export type AccountLimits = Pick<Account, 'messagesPerMinute' | 'messagesPerDay'>;

/** Defaults for messages that do not say otherwise. */
export type AccountDefaults = Pick<Account, 'validFor' | 'encoding'>;

/** Who makes a request: an account, with one of its keys. */
export interface Principal {
  readonly account: Account;
  readonly keyId: ApiKey['id'];
  readonly scopes: readonly Scope[];
}
