import type { WebhookEventFilter } from '../contract/webhook-events.ts';

/** An address of an account's own, to which news of its messages is posted. */
export interface Webhook {
  /** `wh_` and 26 characters that sort by time. */
  readonly id: string;
  readonly account: string;
  readonly url: string;
  readonly events: readonly WebhookEventFilter[];
  readonly description?: string;
  /** Absent: it is enabled. */
  readonly disabled?: Disabled;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** Since when this address has been enabled: failures of before are not held against it. RFC 3339, UTC. */
  readonly since: string;
  /** That made it; absent: it had no idempotency key. */
  readonly request?: MakingRequest;
  /** A test of it is under way, and over by then; RFC 3339, UTC. */
  readonly testedUntil?: string;
  /** The newest first; those behind it sign until their end. */
  readonly secrets: readonly [Secret, ...Secret[]];
}

/** What is kept of the request that made a webhook, so that the same makes no second one. It goes with the webhook. */
export interface MakingRequest {
  /** A hash of the account and its idempotency key. */
  readonly key: string;
  readonly fingerprint: string;
}

/** `requested`: by its account. `gone`: it answered 410. `failing`: nothing but failures for five days. */
export type DisabledReason = 'requested' | 'gone' | 'failing';

export interface Disabled {
  readonly reason: DisabledReason;
  /** RFC 3339, UTC. */
  readonly at: string;
}

/** What deliveries are signed with. */
export interface Secret {
  /** `whsec_` and base64. */
  readonly value: string;
  /** From when on it signs no more, RFC 3339 in UTC; absent: it is the present one. */
  readonly until?: string;
}
