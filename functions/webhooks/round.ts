import type { DeliveryKey } from './delivery.ts';
import type { Deliveries, Due, Lanes, SendPost, Webhooks } from './ports.ts';
import type { Webhook } from './webhook.ts';

/** What a round of deliveries takes, and what it tells. */

export interface DeliverDependencies {
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly lanes: Lanes;
  readonly due: Due;
  readonly post: SendPost;
  /** Tells the world that a webhook was disabled by what it did. Answers whether that was taken. */
  readonly tellDisabled: (webhook: Webhook) => Promise<boolean>;
  readonly clock: () => Date;
  /** Waits, in milliseconds. */
  readonly pause: (millis: number) => Promise<unknown>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told of what could not be done, and will be tried again. */
  readonly onFailure: (problem: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A fresh delivery that is known of without the index of what is due, which may lag behind. */
export interface Told extends DeliveryKey {
  readonly account: string;
}

export interface DeliverReport {
  delivered: number;
  /** Attempts that failed, the last ones among them. */
  failedAttempts: number;
  /** Deliveries that are given up. */
  failed: number;
  /** Webhooks that were disabled by what they did. */
  disabled: number;
  /** Something is left that is due: another round is to begin at once. */
  isLeft: boolean;
}

/** One round of deliveries: what it is told of, and what is due in these shards. `deadline`: when the function's time ends, in milliseconds since 1970. */
export type Deliver = (told: readonly Told[], shards: readonly string[], deadline: number) => Promise<DeliverReport>;
