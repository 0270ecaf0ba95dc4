import { createHash, randomBytes } from 'node:crypto';
import { ulid } from '../runtime/ulid.ts';

/** A new id that sorts by time. */
export const newWebhookId = (now: Date, random: (size: number) => Uint8Array = randomBytes): string =>
  `wh_${ulid(now.getTime(), random(10))}`;

/**
 * The `webhook-id` of an event. It follows from the event, so that making it again gives the same id. It has no dot, as
 * Standard Webhooks requires.
 * @param names distinguish the event from all others of its account
 * @param at when the event occurred
 */
export const deliveryIdOf = (names: readonly string[], at: Date): string =>
  `evt_${ulid(at.getTime(), createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 10))}`;

/** Whether a text has the form of a delivery's id. The delivery need not exist. */
export const isDeliveryId = (text: string): boolean => /^evt_[0-9A-HJKMNP-TV-Z]{26}$/.test(text);
