import { hash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { webhookEventTypes } from '../contract/webhook-events.ts';
import type { Delivery, DeliveryKey } from '../webhooks/delivery.ts';
import type { StoredRecord } from './attributes.ts';

type Item = Record<string, AttributeValue>;

/** A delivery's key as one text. */
export const deliveryKeyText = ({ webhook, id }: DeliveryKey): string => `${webhook} ${id}`;

/** Partitions of the index `due`. Each takes 1,000 writes a second, and one deliverer at a time works on it. */
export const dueShards: readonly string[] = ['0', '1', '2', '3'];

/** Chosen by the first byte of the webhook's SHA-256, so all of a webhook's items are in the same one. */
export const dueShardOf = (webhook: string): string =>
  dueShards[Number.parseInt(hash('sha256', webhook).slice(0, 2), 16) % dueShards.length] ?? '0';

/**
 * The keys that put an item into the index `due`. They are unique, because a page continues after the last one's key.
 */
export const dueKeys = (webhook: string, id: string, dueAt: string) => ({
  dueShard: dueShardOf(webhook),
  dueKey: `${dueAt}#${webhook}#${id}`,
});

/** The partition of a webhook's waiting or failed deliveries in the index `byState`. */
export const stateKey = (webhook: string, state: 'waiting' | 'failed'): string => `${webhook}#${state}`;

const stateSchema = v.variant('name', [
  v.object({ name: v.literal('fresh'), dueAt: v.string() }),
  v.object({ name: v.literal('waiting'), dueAt: v.string(), tries: v.number() }),
  v.object({ name: v.literal('delivered') }),
  v.object({
    name: v.literal('failed'),
    reason: v.picklist(['attempts_exhausted', 'webhook_disabled', 'webhook_deleted']),
  }),
]);

const deliverySchema = v.object({
  webhook: v.string(),
  id: v.string(),
  account: v.string(),
  type: v.picklist(webhookEventTypes),
  message: v.exactOptional(v.string()),
  createdAt: v.string(),
  body: v.string(),
  state: stateSchema,
  attempts: v.array(
    v.object({
      at: v.string(),
      status: v.exactOptional(v.number()),
      error: v.exactOptional(v.string()),
      milliseconds: v.number(),
      answer: v.exactOptional(v.string()),
    }),
  ),
  version: v.number(),
  expiresAt: v.number(),
});

/** Adds the keys of the indexes that the delivery belongs to. */
export const toDeliveryRecord = (delivery: Delivery): StoredRecord => ({ ...delivery, ...indexKeys(delivery) });

/** @throws ValiError if the item has another form */
export const fromDeliveryItem = (item: Item): Delivery => v.parse(deliverySchema, unmarshall(item));

const indexKeys = ({ webhook, id, state }: Delivery): StoredRecord => {
  switch (state.name) {
    case 'fresh':
      return dueKeys(webhook, id, state.dueAt);
    case 'waiting':
      return { stateKey: stateKey(webhook, 'waiting'), stateSort: `${state.dueAt}#${id}` };
    case 'failed':
      return { stateKey: stateKey(webhook, 'failed'), stateSort: id };
    case 'delivered':
      return {};
  }
};
