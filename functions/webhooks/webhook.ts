import type { WebhookEventFilter } from '../contract/webhook-events.ts';

/** An address of an account, to which textgate posts news of its messages. */
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
  /** When this address was last enabled. Failures from before do not count. RFC 3339, UTC. */
  readonly since: string;
  /** The request that made it; absent: the request had no idempotency key. */
  readonly request?: MakingRequest;
  /** A test of the webhook is under way. It ends by this time at the latest; RFC 3339, UTC. */
  readonly testedUntil?: string;
  /** The present secret first, then those that still sign until their end, newest first. */
  readonly secrets: readonly [Secret, ...Secret[]];
}

/** Kept with a webhook, so that the same request does not make a second one. */
export interface MakingRequest {
  /** A hash of the account and its idempotency key. */
  readonly key: string;
  readonly fingerprint: string;
}

/** `requested`: its account disabled it. `gone`: it answered 410. `failing`: all attempts failed for five days. */
export type DisabledReason = 'requested' | 'gone' | 'failing';

export interface Disabled {
  readonly reason: DisabledReason;
  /** RFC 3339, UTC. */
  readonly at: string;
}

/** A key that signs deliveries. */
export interface Secret {
  /** `whsec_` and base64. */
  readonly value: string;
  /** When it stops signing, RFC 3339 in UTC; absent: it is the present secret. */
  readonly until?: string;
}
