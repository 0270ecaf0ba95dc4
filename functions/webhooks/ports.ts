import type { Delivery, DeliveryKey } from './delivery.ts';
import type { Lane } from './lane.ts';
import type { Webhook } from './webhook.ts';

/** The accounts' webhooks. Reads are consistent. Each method throws StoreUnavailableError. */
export interface Webhooks {
  /** The webhooks of each account that has any, oldest first. */
  ofAccounts(accounts: readonly string[]): Promise<ReadonlyMap<string, readonly Webhook[]>>;
  /** The webhooks of one account. Throws if they cannot be read, so that nobody takes them for deleted. */
  of(account: string): Promise<readonly Webhook[]>;
  /**
   * Replaces an account's webhooks by what `next` returns, in one write; `undefined`: nothing changes. If they have
   * changed meanwhile, it reads them and asks `next` again. Errors of `next` come through.
   */
  change(
    account: string,
    next: (webhooks: readonly Webhook[]) => readonly Webhook[] | undefined,
  ): Promise<readonly Webhook[]>;
}

/** A change of a delivery. It applies only to the version that it was computed from. */
export interface DeliveryChange {
  readonly before: Delivery;
  readonly after: Delivery;
}

/** `stale`: the delivery has changed since it was read. `unavailable`: the database did not answer in time. */
export type DeliveryOutcome = 'applied' | 'stale' | 'unavailable';

/** The deliveries. Reads by an index may be out of date for a moment. */
export interface Deliveries {
  /** Adds those that do not exist yet. Answers for each whether it exists now. Never throws. */
  add(deliveries: readonly Delivery[]): Promise<readonly boolean[]>;
  /** Those that exist; a consistent read. @throws StoreUnavailableError */
  find(keys: readonly DeliveryKey[]): Promise<readonly Delivery[]>;
  /** Answers in the order of the changes. If an answer is lost, the write is repeated and counts as applied. */
  change(changes: readonly DeliveryChange[]): Promise<readonly DeliveryOutcome[]>;
  /** A webhook's waiting deliveries in order of `dueAt`, after an entry's key. @throws StoreUnavailableError */
  waiting(webhook: string, after: string, limit: number): Promise<readonly WaitingEntry[]>;
  /**
   * A webhook's failed deliveries of events from `since` to `until`, oldest first, after an id.
   * @throws StoreUnavailableError
   */
  failed(webhook: string, since: string, until: string, limit: number, after?: string): Promise<readonly DeliveryKey[]>;
}

export interface DeliveryPageQuery {
  readonly account: string;
  readonly limit: number;
  /** From the page before. It is opaque. */
  readonly cursor?: string;
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  /** Absent: there are no more. A page that has one may be empty. */
  readonly cursor?: string;
}

/** Deliveries page by page, newest events first. @throws InvalidCursorError, StoreUnavailableError */
export interface DeliveryList {
  /** `pending`: fresh or waiting. */
  ofWebhook(
    webhook: string,
    query: DeliveryPageQuery & { readonly status?: 'pending' | 'delivered' | 'failed' },
  ): Promise<DeliveryPage>;
  /** Deliveries to all of the account's webhooks, also to deleted ones. */
  ofMessage(message: string, query: DeliveryPageQuery): Promise<DeliveryPage>;
}

export interface WaitingEntry extends DeliveryKey {
  readonly dueAt: string;
  /** Its place in the order. */
  readonly key: string;
}

/**
 * A request to the deliverer for one webhook. If the webhook is disabled or deleted, the deliverer fails what waits.
 * Else it redelivers what has failed.
 */
export interface Errand {
  readonly webhook: string;
  readonly account: string;
  /** When it was left; RFC 3339, UTC. It is due from then on. */
  readonly at: string;
  /** Redeliver events that occurred from `since` to `until`; absent: redeliver nothing. RFC 3339, UTC. */
  readonly since?: string;
  readonly until?: string;
  /** Identifies this version of the errand: it is the precondition of every write. */
  readonly mark: string;
}

/** Lanes and errands. @throws StoreUnavailableError */
export interface Lanes {
  find(webhook: string): Promise<Lane | undefined>;
  /**
   * Replaces the lane `before`, or adds one if `before` is `undefined`. Answers `false` if another process has written
   * meanwhile. If an answer is lost, the write is repeated and counts as done.
   */
  put(lane: Lane, before: Lane | undefined): Promise<boolean>;
  /** Answers whether the lane is gone; `false`: another version has replaced it. */
  remove(lane: Lane): Promise<boolean>;
  findErrand(webhook: string): Promise<Errand | undefined>;
  /** Like `put` of a lane. */
  putErrand(errand: Errand, before: Errand | undefined): Promise<boolean>;
  /** Does nothing if another version has replaced it. */
  removeErrand(errand: Errand): Promise<void>;
}

/** A fresh delivery, lane or errand that is due. */
export interface DueEntry {
  readonly kind: 'delivery' | 'lane' | 'errand';
  readonly webhook: string;
  readonly account: string;
  /** The delivery's id; for a lane or errand, its kind. */
  readonly id: string;
  /** Its place in the shard. It begins with the time by which the shard is sorted. */
  readonly key: string;
}

/** The index of what is due. Its partitions may be read concurrently. All entries of a webhook are in one of them. */
export interface Due {
  readonly shards: readonly string[];
  shardOf(webhook: string): string;
  /**
   * Entries of a shard in order, after a key and until a time. The next page begins after `next`; absent: there is
   * none.
   * @throws StoreUnavailableError
   */
  page(
    shard: string,
    after: string,
    until: string,
  ): Promise<{ readonly entries: readonly DueEntry[]; readonly next?: string }>;
}

/**
 * Calls the deliverer at once for these deliveries. Never throws: if the call fails, the schedule starts the deliverer
 * within a minute.
 */
export type Wake = (deliveries: readonly (DeliveryKey & { readonly account: string })[]) => Promise<void>;

/** A post to a receiver. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The outcome of a post. */
export interface PostAnswer {
  /** The HTTP status; absent: there was no answer in time. */
  readonly status?: number;
  /** Why there was no answer, in words for the account. */
  readonly problem?: string;
  /** The value of the header `Retry-After`. */
  readonly retryAfter?: string;
  /** The beginning of the body. */
  readonly excerpt?: string;
}

/** Posts once, follows no redirect, ends within 15 s, and never throws. */
export type SendPost = (post: Post) => Promise<PostAnswer>;
