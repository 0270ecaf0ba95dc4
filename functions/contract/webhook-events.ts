import type { Status } from './statuses.ts';

/** Webhooks of one account at most. */
export const mostWebhooks = 10;

/** Characters of a webhook's address at most. */
export const longestUrl = 1_000;

/** Characters of what its account says of it, at most. */
export const longestDescription = 200;

/** Stands for every status of a message, also those that a later version may have. */
export const allMessageEvents = 'message.*';

/** What may be posted to a webhook; a message's events are named after its status. */
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

/** What a webhook may ask for. */
export type WebhookEventFilter = WebhookEventType | typeof allMessageEvents;
