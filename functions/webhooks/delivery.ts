import type { WebhookEventType } from '../contract/webhook-events.ts';

/** What one webhook is to be told of one event. It is a record until 30 days after the event, or after its last redelivery. */
export interface Delivery {
  readonly webhook: string;
  /** Of the event: the `webhook-id` of each attempt. `evt_` and 26 characters that sort by the event's time. */
  readonly id: string;
  readonly account: string;
  readonly type: WebhookEventType;
  /** The message that the event is about. */
  readonly message?: string;
  /** When the event occurred; RFC 3339, UTC. */
  readonly createdAt: string;
  /** What is posted, byte by byte. */
  readonly body: string;
  readonly state: DeliveryState;
  /** The latest, the oldest first. */
  readonly attempts: readonly Attempt[];
  /** Grows by one with each change; the precondition of every write. */
  readonly version: number;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

/**
 * `fresh`: to be tried at once, for the first time since it was made or redelivered. `waiting`: behind its webhook's lane, to
 * be tried from `dueAt` on. Times are RFC 3339 in UTC.
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
  /** Of HTTP; absent: there was no answer. */
  readonly status?: number;
  /** Why it failed, in words for the account; absent: it did not. */
  readonly error?: string;
  readonly milliseconds: number;
  /** How the answer began: up to 500 bytes. Absent: it had no body. */
  readonly answer?: string;
}

/** What tells deliveries apart. */
export interface DeliveryKey {
  readonly webhook: string;
  readonly id: string;
}
