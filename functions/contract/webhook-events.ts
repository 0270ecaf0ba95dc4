import type { Status } from './statuses.ts';

/** The most webhooks of one account. */
export const mostWebhooks = 10;

/** In characters. */
export const longestUrl = 1_000;

/** In characters. */
export const longestDescription = 200;

/** Stands for every status of a message, including those of later versions. */
export const allMessageEvents = 'message.*';

/** The events that webhooks get. The events of a message are named after its new status. */
export const webhookEventTypes = [
  'message.accepted',
  'message.submitting',
  'message.scheduled',
  'message.queued',
  'message.submitted',
  'message.on_network',
  'message.delivered',
  'message.failed',
  'message.expired',
  'message.canceled',
  'message.indeterminate',
  'send.rejected',
  'credits.low',
] as const satisfies readonly (`message.${Status}` | 'send.rejected' | 'credits.low')[];

export type WebhookEventType = (typeof webhookEventTypes)[number];

/** What a webhook can subscribe to. */
export type WebhookEventFilter = WebhookEventType | typeof allMessageEvents;
