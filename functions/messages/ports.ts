import type { Status } from '../contract/statuses.ts';
import type { RateLimitedError } from './errors.ts';
import type { Message, MessageType, Reason } from './message.ts';

/** One hand-over to the upstream: the same text to up to 100 recipients. */
export interface HandOver {
  /** E.164. */
  readonly to: readonly string[];
  readonly text: string;
  readonly type: MessageType;
  readonly sender?: string;
  readonly scheduledAt?: Date;
  /** No call begins at or after this instant; absent: whenever. */
  readonly notAfter?: Date;
}

/** What the upstream said of one recipient. `unknown`: nothing that can be understood, and the message may have been sent. */
export type HandOverResult =
  | { readonly accepted: true; readonly upstreamId: string; readonly status: Status }
  | { readonly accepted: false; readonly reason: Reason }
  | { readonly accepted: 'unknown'; readonly cause?: Error };

/**
 * How a hand-over ended, in terms of what is known:
 * `answered`, a result per recipient in the order asked; `rejected`, the upstream refused the whole call;
 * `not_sent`, proved that no byte of the request was applied; `unknown`, it may have been sent, and must not be again.
 */
export type HandOverOutcome =
  | { readonly kind: 'answered'; readonly results: readonly HandOverResult[] }
  | { readonly kind: 'rejected'; readonly reason: Reason }
  | { readonly kind: 'not_sent'; readonly cause: Error }
  | { readonly kind: 'unknown'; readonly cause: Error };

/** A message's state as the upstream tells it. `undefined` status: the upstream does not know the id. */
export interface UpstreamState {
  readonly status: Status | undefined;
  readonly reason?: Reason;
  /** When it came to this status, to the second, where the upstream says so. */
  readonly since?: Date;
}

/**
 * The upstream, in the terms of this product. `deadline` is when the caller's time ends, in milliseconds since
 * 1970: the upstream is asked no longer than leaves time to record what it answers.
 */
export interface Upstream {
  /** Never throws and never repeats a call that may have been applied. */
  handOver(request: HandOver): Promise<HandOverOutcome>;
  /** @throws UpstreamUnavailableError after bounded retries. */
  states(upstreamIds: readonly string[], deadline: number): Promise<ReadonlyMap<string, UpstreamState>>;
  /**
   * Whether each scheduled message was cancelled.
   * @throws UpstreamUnavailableError when the answer was lost: read the state to learn what is true.
   */
  cancel(upstreamIds: readonly string[], deadline: number): Promise<ReadonlyMap<string, boolean>>;
  /** Why the upstream cannot schedule a message for this instant, in a sentence for the caller; else `undefined`. */
  scheduleProblem(at: Date): string | undefined;
}

/** A change of one message, valid only on the version it was computed from. */
export interface Change {
  readonly before: Message;
  readonly after: Message;
}

export interface MessagePage {
  readonly messages: readonly Message[];
  readonly cursor?: string;
}

export interface ListQuery {
  readonly account: string;
  readonly status?: Status;
  readonly to?: string;
  readonly reference?: string;
  readonly from?: string;
  readonly until?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * `exists`: a record with that id was there before. `no_credit`: the account's credits do not cover it.
 * `unknown`: the store did not tell in time. It may have the record, or come to have it shortly.
 */
export type InsertOutcome = 'added' | 'exists' | 'no_credit' | 'unknown';

/** `stale`: the record has changed since it was read. `unavailable`: the store did not take it in time. */
export type ChangeOutcome = 'applied' | 'stale' | 'unavailable';

/**
 * The record of messages. Every write states its precondition, outcomes come in the order asked, and a write repeated
 * after a lost answer is recognised as one's own.
 */
export interface MessageStore {
  /**
   * Adds the messages that do not exist yet, and charges for those that have a charge: both or neither. A store that
   * does not answer is asked again for three seconds, or for `within` milliseconds where that is longer.
   */
  insert(messages: readonly Message[], within?: number): Promise<readonly InsertOutcome[]>;
  /**
   * Applies each change whose `before.version` still stands, and gives back what it no longer costs: both or neither.
   * `within`: as for `insert`.
   */
  apply(changes: readonly Change[], within?: number): Promise<readonly ChangeOutcome[]>;
  /**
   * The messages among the ids that exist, whatever account they belong to.
   * @throws StoreUnavailableError
   */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, Message>>;
}

/** An account's messages, page by page. */
export interface MessageList {
  /**
   * One page of an account's messages, newest first. It may lag behind the record for a moment.
   * @throws InvalidCursorError, StoreUnavailableError
   */
  list(query: ListQuery): Promise<MessagePage>;
  /** The cursor of a page of its account's messages that ends with this one. */
  cursorAfter(message: Message): string;
}

/**
 * What becomes of a record that was made all the same. `closed`: its sender is told that nothing was handed over, so it
 * fails and costs nothing. `kept`: its sender repeats the request by himself, so it waits for the sweep to hand it over.
 */
export type WithdrawnAs = 'closed' | 'kept';

/** One of several calls to the upstream by which a run hands over what it has recorded. */
export interface CallMark {
  readonly attempt: string;
  readonly call: number;
}

/**
 * Which calls of a run have begun, of those that carry a number (`Message.call`). Whoever comes first decides, and each one
 * after is told what was decided. So only the messages of a call that had begun are in doubt when its run dies.
 */
export interface Calls {
  /** Who is named `by` is about to call. Unless the answer is `begun`, it must not. The name is nobody else's. */
  begin(mark: CallMark, by: string): Promise<AskedState>;
  /** The run does not call. Its records that turn up all the same are `closed`, or `kept` for the sweeps. */
  giveUp(mark: CallMark, as: WithdrawnAs, by: string): Promise<AskedState>;
  /** A sweep takes the run for dead: from now on the messages are the sweeps' to hand over. */
  fence(mark: CallMark): Promise<CallState>;
}

/** `unknown`: the store did not tell in time. */
export type CallState = 'begun' | 'given_up' | 'fenced' | 'unknown';

/** `taken`: begun by another than who asks. */
export type AskedState = CallState | 'taken';

/**
 * Some of a request's calls to the upstream, to be made in the background by the messages that they are for. They are
 * recorded as those of a run that hands its messages over by itself: `submitting`, each with the number of its call.
 */
export interface HandOverJob {
  readonly attempt: string;
  readonly ids: readonly string[];
  /** As options of the hand-over. */
  readonly forgetsTaken: boolean;
  readonly lateRecords: WithdrawnAs;
}

/** Puts jobs off, each to begin one second after the one before. It never throws: a sweep does what nobody else does. */
export type PutJobs = (jobs: readonly HandOverJob[]) => Promise<void>;

/** How many messages an account may send in a window; absent: any number. */
export interface Limits {
  /** A UTC minute. */
  readonly perMinute?: number;
  /** A UTC day. */
  readonly perDay?: number;
}

/** What accounts have sent in the present windows. */
export interface Quota {
  /**
   * Counts messages, no more than either limit, in all the windows that have one, or in none.
   * @throws RateLimitedError, StoreUnavailableError
   */
  take(account: string, limits: Limits, count: number): Promise<void>;
}

/** A look at the same, which counts nothing. */
export interface QuotaView {
  /**
   * Why so many messages would not be let through now; `undefined`: they would.
   * @throws StoreUnavailableError
   */
  refusalOf(account: string, limits: Limits, count: number): Promise<RateLimitedError | undefined>;
}

/** The numbers that an account's messages are not to go to. */
export interface Suppressions {
  /**
   * Those of the numbers (E.164) that are on the account's list.
   * @throws StoreUnavailableError
   */
  among(account: string, numbers: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A number that an account's messages are not to go to. */
export interface Suppression {
  /** E.164. */
  readonly number: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** Who put it on the list: `key:` and an API key's id, or `admin`. */
  readonly by: string;
  readonly reason?: string;
}

/** An account's suppression list, for those who keep it. All of it throws StoreUnavailableError. */
export interface SuppressionList {
  /** Puts a number on the list, and tells its entry. One that is there stays as it is, but for a reason that is given now. */
  add(account: string, wanted: Suppression): Promise<Suppression>;
  find(account: string, number: string): Promise<Suppression | undefined>;
  /** Tells the entry that was there. */
  takeOff(account: string, number: string): Promise<Suppression | undefined>;
  /**
   * A page of the list, by number; `cursor` is where the next page starts, and without it this was the last.
   * @throws InvalidCursorError
   */
  page(
    account: string,
    limit: number,
    cursor?: string,
  ): Promise<{ readonly suppressions: readonly Suppression[]; readonly cursor?: string }>;
}

/** What the open index knows of a message that is not final: enough to ask the upstream, and to see whether it changed. */
export interface OpenEntry {
  readonly id: string;
  readonly status: Status;
  readonly upstreamId?: string;
  /** The time by which its shard is sorted, and the id: where it stands there. */
  readonly key: string;
}

/** The messages that are not final, in shards. */
export interface OpenMessages {
  /** Sorted by the time from which a message's age counts. */
  readonly shards: readonly string[];
  /** Of those that have a validity and wait to be handed over, which are in no other: sorted by when they are given up. */
  readonly waitingShards: readonly string[];
  /**
   * A page of a shard, in its order: those after the key `after` and before the time `until`. `next` is where the next
   * page starts; without it this was the last. Entries that cannot be read are left out and reported.
   * @throws StoreUnavailableError
   */
  page(
    shard: string,
    after: string,
    until: string,
    limit?: number,
  ): Promise<{ entries: readonly OpenEntry[]; next?: string }>;
}
