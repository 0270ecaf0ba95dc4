import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { deliveryIdOf, newWebhookId } from '../../../functions/webhooks/ids.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';
import { now } from './messages.ts';

/** An enabled webhook of the tests' usual account. */
export const aWebhook = (parts: Partial<Webhook> = {}): Webhook => ({
  id: newWebhookId(now),
  account: 'acc_shop',
  url: 'https://shop.example.com/sms-news',
  events: ['message.*'],
  createdAt: now.toISOString(),
  since: now.toISOString(),
  secrets: [{ value: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }],
  ...parts,
});

let deliveries = 0;

/** A delivery that is due, for an event that occurred now. */
export const aDelivery = (parts: Partial<Delivery> = {}): Delivery => {
  deliveries += 1;
  const createdAt = parts.createdAt ?? now.toISOString();
  return {
    webhook: 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW',
    id: deliveryIdOf([String(deliveries)], new Date(createdAt)),
    account: 'acc_shop',
    type: 'message.delivered',
    createdAt,
    body: '{}',
    state: { name: 'fresh', dueAt: createdAt },
    attempts: [],
    version: 1,
    expiresAt: Date.parse(createdAt) / 1_000 + 30 * 86_400,
    ...parts,
  };
};
