import type { WebhookEventType } from '../contract/webhook-events.ts';

/** One event for one webhook. Its record is kept for 30 days after the event or the last redelivery. */
export interface Delivery {
  readonly webhook: string;
  /** The event's id, and the `webhook-id` of each attempt: `evt_` and 26 characters that sort by the event's time. */
  readonly id: string;
  readonly account: string;
  readonly type: WebhookEventType;
  /** The message that the event is about. */
  readonly message?: string;
  /** When the event occurred; RFC 3339, UTC. */
  readonly createdAt: string;
  /** Exactly the bytes that are posted. */
  readonly body: string;
  readonly state: DeliveryState;
  /** The latest attempts, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Grows by one with each change. It is the precondition of every write. */
  readonly version: number;
  /** When the record may be deleted, in seconds since 1970. */
  readonly expiresAt: number;
}

/**
 * `fresh`: should be tried at once, for the first time since it was made or redelivered. `waiting`: is behind its
 * webhook's lane, and may be tried from `dueAt` on. Times are RFC 3339 in UTC.
 */
export type DeliveryState =
  | { readonly name: 'fresh'; readonly dueAt: string }
  | { readonly name: 'waiting'; readonly dueAt: string; readonly tries: number }
  | { readonly name: 'delivered' }
  | { readonly name: 'failed'; readonly reason: FailedReason };

export type FailedReason = 'attempts_exhausted' | 'webhook_disabled' | 'webhook_deleted';

export interface Attempt {
  /** When it began; RFC 3339, UTC. */
  readonly at: string;
  /** The HTTP status; absent: there was no answer. */
  readonly status?: number;
  /** Why it failed, in words for the account; absent: it succeeded. */
  readonly error?: string;
  readonly milliseconds: number;
  /** The beginning of the answer's body, up to 500 bytes; absent: it had none. */
  readonly answer?: string;
}

export interface DeliveryKey {
  readonly webhook: string;
  readonly id: string;
}
