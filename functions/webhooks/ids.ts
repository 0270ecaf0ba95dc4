import { createHash, randomBytes } from 'node:crypto';
import { ulid } from '../runtime/ulid.ts';

/** A new id that sorts by time. */
export const newWebhookId = (now: Date, random: (size: number) => Uint8Array = randomBytes): string =>
  `wh_${ulid(now.getTime(), random(10))}`;

/**
 * The `webhook-id` of an event. It has no dot, as Standard Webhooks asks, and the same event has the same one, whoever makes
 * it and however often.
 * @param names what tells the event from all others of its account
 * @param at when it occurred
 */
export const deliveryIdOf = (names: readonly string[], at: Date): string =>
  `evt_${ulid(at.getTime(), createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 10))}`;

/** Whether a text has the form of a delivery's id; says nothing about whether it exists. */
export const isDeliveryId = (text: string): boolean => /^evt_[0-9A-HJKMNP-TV-Z]{26}$/.test(text);
