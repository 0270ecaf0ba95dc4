import type { Status } from '../contract/statuses.ts';
import type { RateLimitedError } from './errors.ts';
import type { Message, MessageType, Reason } from './message.ts';

/** One call to the upstream: the same text for up to 100 recipients. */
export interface HandOver {
  /** E.164. */
  readonly to: readonly string[];
  readonly text: string;
  readonly type: MessageType;
  readonly sender?: string;
  readonly scheduledAt?: Date;
  /** The call must not begin at or after this instant; absent: no limit. */
  readonly notAfter?: Date;
}

/** The upstream's answer for one recipient. `unknown`: it cannot be understood, and the message may have been sent. */
export type HandOverResult =
  | { readonly accepted: true; readonly upstreamId: string; readonly status: Status }
  | { readonly accepted: false; readonly reason: Reason }
  | { readonly accepted: 'unknown'; readonly cause?: Error };

/**
 * How a hand-over ended, as far as textgate knows.
 * - `answered`: one result per recipient, in the order asked.
 * - `rejected`: the upstream refused the whole call, or the message cannot be expressed in a call.
 * - `not_sent`: it is certain that the upstream did nothing.
 * - `unknown`: the messages may have been sent, so they must never be handed over again.
 */
export type HandOverOutcome =
  | { readonly kind: 'answered'; readonly results: readonly HandOverResult[] }
  | { readonly kind: 'rejected'; readonly reason: Reason }
  | { readonly kind: 'not_sent'; readonly cause: Error }
  | { readonly kind: 'unknown'; readonly cause: Error };

/** A message's state as the upstream reports it. If `status` is `undefined`, the upstream does not know the id. */
export interface UpstreamState {
  readonly status: Status | undefined;
  readonly reason?: Reason;
  /** When the message came to this status, to the second; absent: the upstream did not say. */
  readonly since?: Date;
}

/**
 * The upstream, in textgate's terms. `deadline` is when the caller's time ends, in milliseconds since 1970. Calls end
 * early enough before it that the answer can be recorded.
 */
export interface Upstream {
  /** Never throws. Never repeats a call that the upstream may have carried out. */
  handOver(request: HandOver): Promise<HandOverOutcome>;
  /** @throws UpstreamUnavailableError after bounded retries. */
  states(upstreamIds: readonly string[], deadline: number): Promise<ReadonlyMap<string, UpstreamState>>;
  /**
   * Whether each scheduled message was cancelled.
   * @throws UpstreamUnavailableError when the answer was lost: only the states tell then what is true.
   */
  cancel(upstreamIds: readonly string[], deadline: number): Promise<ReadonlyMap<string, boolean>>;
  /** A sentence for the caller if the upstream cannot schedule a message for this instant; else `undefined`. */
  scheduleProblem(at: Date): string | undefined;
}

/** A change of one message. It applies only to the version it was computed from. */
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
 * `exists`: a record with this id existed before. `no_credit`: the account's credits do not cover the message.
 * `unknown`: the store did not answer in time. The record may exist, or may still be written shortly.
 */
export type InsertOutcome = 'added' | 'exists' | 'no_credit' | 'unknown';

/** `stale`: the record changed after it was read. `unavailable`: the store did not confirm the change in time. */
export type ChangeOutcome = 'applied' | 'stale' | 'unavailable';

/**
 * The records of messages. Every write has a precondition, and outcomes come in the order asked. If an answer is lost
 * and the write repeated, the store recognises its own first write.
 */
export interface MessageStore {
  /**
   * Adds each message that does not exist yet and takes its charge from the account's credits: both or neither. Repeats
   * this for three seconds while the store does not answer, or for `within` milliseconds if that is longer.
   */
  insert(messages: readonly Message[], within?: number): Promise<readonly InsertOutcome[]>;
  /**
   * Applies each change if the record still has `before.version`, and gives back the credits that the message no longer
   * costs: both or neither. `within`: as for `insert`.
   */
  apply(changes: readonly Change[], within?: number): Promise<readonly ChangeOutcome[]>;
  /**
   * The existing messages among these ids, of any account.
   * @throws StoreUnavailableError
   */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, Message>>;
}

/** An account's messages, page by page. */
export interface MessageList {
  /**
   * One page of an account's messages, newest first. It may lag behind the records for a moment.
   * @throws InvalidCursorError, StoreUnavailableError
   */
  list(query: ListQuery): Promise<MessagePage>;
  /** The cursor that continues the list of this message's account after this message. */
  cursorAfter(message: Message): string;
}

/**
 * What happens to a record that turns up after its run had given up on it. `closed`: the sender was told that nothing
 * was handed over, so the message fails and costs nothing. `kept`: the sender repeats the request by itself, so the
 * message waits for the sweep to hand it over.
 */
export type WithdrawnAs = 'closed' | 'kept';

/** Names one of the several calls by which a run hands over its messages. */
export interface CallMark {
  readonly attempt: string;
  readonly call: number;
}

/**
 * Remembers for each numbered call of a run (`Message.call`) whether it began. The first to decide about a call wins,
 * and all others are told that decision. If a run dies, only the messages of calls that had begun are in doubt.
 */
export interface Calls {
  /** `by`, a unique name, is about to make the call. It must not unless the answer is `begun`. */
  begin(mark: CallMark, by: string): Promise<AskedState>;
  /** The run will not make the call. Records of it that turn up later are `closed`, or `kept` for the sweep. */
  giveUp(mark: CallMark, as: WithdrawnAs, by: string): Promise<AskedState>;
  /** A sweep considers the run dead. If the call has not begun, only sweeps may hand over its messages from now on. */
  fence(mark: CallMark): Promise<CallState>;
}

/** `unknown`: the store did not answer in time. */
export type CallState = 'begun' | 'given_up' | 'fenced' | 'unknown';

/** `taken`: somebody else has begun the call. */
export type AskedState = CallState | 'taken';

/**
 * Some of a request's calls to the upstream, made in the background. It names the messages to hand over. They are
 * recorded as in any run: `submitting`, each with the number of its call.
 */
export interface HandOverJob {
  readonly attempt: string;
  readonly ids: readonly string[];
  /** This and `lateRecords` are options of the hand-over. */
  readonly forgetsTaken: boolean;
  readonly lateRecords: WithdrawnAs;
}

/** Queues jobs, each to begin one second after the one before. Never throws: a sweep does the jobs that fail. */
export type PutJobs = (jobs: readonly HandOverJob[]) => Promise<void>;

/** How many messages an account may send in a window; absent: no limit. */
export interface Limits {
  /** A UTC minute. */
  readonly perMinute?: number;
  /** A UTC day. */
  readonly perDay?: number;
}

/** How many messages accounts have sent in the current windows. */
export interface Quota {
  /**
   * Counts messages in every window that has a limit, or in none if either limit would be exceeded.
   * @throws RateLimitedError, StoreUnavailableError
   */
  take(account: string, limits: Limits, count: number): Promise<void>;
}

/** Reads the same counters without counting. */
export interface QuotaView {
  /**
   * The error that so many messages would meet now; `undefined`: none.
   * @throws StoreUnavailableError
   */
  refusalOf(account: string, limits: Limits, count: number): Promise<RateLimitedError | undefined>;
}

/** The numbers on the accounts' suppression lists. */
export interface Suppressions {
  /**
   * The numbers among these (E.164) that are on the account's list.
   * @throws StoreUnavailableError
   */
  among(account: string, numbers: readonly string[]): Promise<ReadonlySet<string>>;
}

/** An entry of a suppression list: the account sends no messages to this number. */
export interface Suppression {
  /** E.164. */
  readonly number: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** Who added it: `key:` and an API key's id, or `admin`. */
  readonly by: string;
  readonly reason?: string;
}

/** Reads and changes an account's suppression list. All methods throw StoreUnavailableError. */
export interface SuppressionList {
  /** Adds a number and returns its entry. An existing entry stays as it is, except that it takes a reason given now. */
  add(account: string, wanted: Suppression): Promise<Suppression>;
  find(account: string, number: string): Promise<Suppression | undefined>;
  /** Removes a number and returns the entry it had. */
  takeOff(account: string, number: string): Promise<Suppression | undefined>;
  /**
   * A page of the list, in the order of numbers. `cursor` is where the next page starts; absent: this was the last.
   * @throws InvalidCursorError
   */
  page(
    account: string,
    limit: number,
    cursor?: string,
  ): Promise<{ readonly suppressions: readonly Suppression[]; readonly cursor?: string }>;
}

/** An open message in the open index: enough to ask the upstream about it and to see whether it changed. */
export interface OpenEntry {
  readonly id: string;
  readonly status: Status;
  readonly upstreamId?: string;
  /** Its place in the shard: the time by which the shard is sorted, then the id. */
  readonly key: string;
}

/** The index of open messages, in shards. */
export interface OpenMessages {
  /** All messages but those in `waitingShards`, sorted by the time from which their age counts. */
  readonly shards: readonly string[];
  /** Messages that wait to be handed over and have a validity, sorted by when they are given up. */
  readonly waitingShards: readonly string[];
  /**
   * A page of a shard, in its order, after the key `after` and before the time `until`. `next` is where the next page
   * starts; absent: this was the last. Entries that cannot be read are left out and reported.
   * @throws StoreUnavailableError
   */
  page(
    shard: string,
    after: string,
    until: string,
    limit?: number,
  ): Promise<{ entries: readonly OpenEntry[]; next?: string }>;
}
