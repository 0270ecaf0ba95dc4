import type { DeliveryKey } from './delivery.ts';
import type { Deliveries, Due, Lanes, SendPost, Webhooks } from './ports.ts';
import type { Webhook } from './webhook.ts';

export interface DeliverDependencies {
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly lanes: Lanes;
  readonly due: Due;
  readonly post: SendPost;
  /** Publishes the event that textgate disabled a webhook. Answers whether the bus took it. */
  readonly tellDisabled: (webhook: Webhook) => Promise<boolean>;
  readonly clock: () => Date;
  readonly pause: (millis: number) => Promise<unknown>;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Called with what could not be done. It will be tried again. */
  readonly onFailure: (problem: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** A fresh delivery that the deliverer is called for, so that it need not wait for the index `due`, which may lag. */
export interface Told extends DeliveryKey {
  readonly account: string;
}

export interface DeliverReport {
  delivered: number;
  /** Failed attempts, also those after which their delivery has failed. */
  failedAttempts: number;
  /** Deliveries that have failed. */
  failed: number;
  /** Webhooks that textgate disabled. */
  disabled: number;
  /** Something due is left, so another round should begin at once. */
  isLeft: boolean;
}

/**
 * Runs one round of deliveries: those in `told`, and what is due in these shards.
 * @param deadline when the function's time ends, in milliseconds since 1970
 */
export type Deliver = (told: readonly Told[], shards: readonly string[], deadline: number) => Promise<DeliverReport>;
