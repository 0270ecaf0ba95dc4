import type { Delivery, DeliveryKey } from './delivery.ts';
import type { Lane } from './lane.ts';
import type { Webhook } from './webhook.ts';

/** The accounts' webhooks. Reads are consistent. All of it throws StoreUnavailableError. */
export interface Webhooks {
  /** Those of each account that has any, the oldest first. */
  ofAccounts(accounts: readonly string[]): Promise<ReadonlyMap<string, readonly Webhook[]>>;
  /** Those of one account. This throws where they cannot be read: that is not to be taken for their being deleted. */
  of(account: string): Promise<readonly Webhook[]>;
  /**
   * Puts what `next` makes of an account's webhooks in their place, as one write; `undefined`: nothing is to change. It is
   * asked again where somebody else has changed them meanwhile. Errors that it throws come through.
   */
  change(
    account: string,
    next: (webhooks: readonly Webhook[]) => readonly Webhook[] | undefined,
  ): Promise<readonly Webhook[]>;
}

/** A change of a delivery, valid only on the version it was computed from. */
export interface DeliveryChange {
  readonly before: Delivery;
  readonly after: Delivery;
}

/** `stale`: it has changed since it was read. `unavailable`: the store did not take it in time. */
export type DeliveryOutcome = 'applied' | 'stale' | 'unavailable';

/** The record of deliveries. Reads by an index may lag behind for a moment. */
export interface Deliveries {
  /** Adds those that are not there yet. Tells of each whether it is there now, be it since before. It does not throw. */
  add(deliveries: readonly Delivery[]): Promise<readonly boolean[]>;
  /** Those among the keys that exist; consistent. @throws StoreUnavailableError */
  find(keys: readonly DeliveryKey[]): Promise<readonly Delivery[]>;
  /** Outcomes come in the order asked. A write repeated after a lost answer is recognised as one's own. */
  change(changes: readonly DeliveryChange[]): Promise<readonly DeliveryOutcome[]>;
  /** Those of a webhook that are `waiting`, by `dueAt`, after an entry's key. @throws StoreUnavailableError */
  waiting(webhook: string, after: string, limit: number): Promise<readonly WaitingEntry[]>;
  /** Those of a webhook that have failed, of events from one time to another, the oldest first, after an id. @throws StoreUnavailableError */
  failed(webhook: string, since: string, until: string, limit: number, after?: string): Promise<readonly DeliveryKey[]>;
}

/** How many, and where to go on: a page's cursor is opaque. */
export interface DeliveryPageQuery {
  readonly account: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  /** Absent: there are no more. A page that has one may be empty. */
  readonly cursor?: string;
}

/** The record of deliveries page by page, those of the newest events first. @throws InvalidCursorError, StoreUnavailableError */
export interface DeliveryList {
  /** `pending`: fresh or waiting. */
  ofWebhook(
    webhook: string,
    query: DeliveryPageQuery & { readonly status?: 'pending' | 'delivered' | 'failed' },
  ): Promise<DeliveryPage>;
  /** Over all of the account's webhooks, also those that are gone. */
  ofMessage(message: string, query: DeliveryPageQuery): Promise<DeliveryPage>;
}

export interface WaitingEntry extends DeliveryKey {
  readonly dueAt: string;
  /** Where it stands in the order. */
  readonly key: string;
}

/** What is asked of the deliverer for one webhook: to fail what waits, if it is disabled or gone; to redeliver what has failed. */
export interface Errand {
  readonly webhook: string;
  readonly account: string;
  /** When it was given; RFC 3339, UTC. It is due from then on. */
  readonly at: string;
  /** Of events that occurred since, and by `until`; absent: nothing is to be redelivered. RFC 3339, UTC. */
  readonly since?: string;
  readonly until?: string;
  /** Tells it from another of the same webhook, which takes its place. */
  readonly mark: string;
}

/** Lanes and errands. @throws StoreUnavailableError */
export interface Lanes {
  find(webhook: string): Promise<Lane | undefined>;
  /**
   * Puts a lane in the place of another, or of none. Answers whether it stands there: not where somebody else has written
   * meanwhile. A write repeated after a lost answer is recognised as one's own.
   */
  put(lane: Lane, before: Lane | undefined): Promise<boolean>;
  /** Answers whether it is gone: not where another has taken its place. */
  remove(lane: Lane): Promise<boolean>;
  findErrand(webhook: string): Promise<Errand | undefined>;
  /** As `put` of a lane. */
  putErrand(errand: Errand, before: Errand | undefined): Promise<boolean>;
  /** Unless another has taken its place. */
  removeErrand(errand: Errand): Promise<void>;
}

/** What is due: a fresh delivery, a lane or an errand of a webhook. */
export interface DueEntry {
  readonly kind: 'delivery' | 'lane' | 'errand';
  readonly webhook: string;
  readonly account: string;
  /** Of a delivery. */
  readonly id: string;
  /** The time by which its shard is sorted, and what it is: where it stands there. */
  readonly key: string;
}

/** The index of what is due, in partitions that may be read side by side. All of a webhook is in one of them. */
export interface Due {
  readonly shards: readonly string[];
  shardOf(webhook: string): string;
  /** Entries of a shard in order, after a key and until a time, and the key to go on after where there are more. @throws StoreUnavailableError */
  page(
    shard: string,
    after: string,
    until: string,
  ): Promise<{ readonly entries: readonly DueEntry[]; readonly next?: string }>;
}

/** What is told to the deliverer, so that it begins at once; what it is not told of, the schedule brings within a minute. It never throws. */
export type Wake = (deliveries: readonly (DeliveryKey & { readonly account: string })[]) => Promise<void>;

/** A post to a receiver. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of it. */
export interface PostAnswer {
  /** Of HTTP; absent: there was no answer in time. */
  readonly status?: number;
  /** Why there was none, in words for the account. */
  readonly problem?: string;
  /** The answer's header of this name. */
  readonly retryAfter?: string;
  /** How its body began. */
  readonly excerpt?: string;
}

/** Posts once, follows no redirect, ends within 15 s, and never throws. */
export type SendPost = (post: Post) => Promise<PostAnswer>;
