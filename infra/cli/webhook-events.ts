import {
  allMessageEvents,
  type WebhookEventFilter,
  webhookEventTypes,
} from '../../functions/contract/webhook-events.ts';
import { UsageError } from './errors.ts';

/** What may be posted to a webhook. */
export const webhookEvents: readonly WebhookEventFilter[] = [...webhookEventTypes, allMessageEvents];

/** @throws UsageError */
export const readWebhookEvent = (name: string): WebhookEventFilter => {
  const event = webhookEvents.find((one) => one === name);
  if (event === undefined)
    throw new UsageError(`There is no event "${name}". Events are: ${webhookEvents.join(', ')}.`);
  return event;
};
