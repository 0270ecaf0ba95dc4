import {
  allMessageEvents,
  type WebhookEventFilter,
  webhookEventTypes,
} from '../../functions/contract/webhook-events.ts';
import { UsageError } from './errors.ts';

/** The events that a webhook may receive. */
export const webhookEvents: readonly WebhookEventFilter[] = [...webhookEventTypes, allMessageEvents];

/** Reads a list like `message.failed,message.expired`. @throws UsageError */
export const readWebhookEvents = (text: string): readonly WebhookEventFilter[] => {
  const names = text.split(',').map((name) => name.trim());
  const repeated = names.find((name, place) => names.indexOf(name) !== place);
  if (repeated !== undefined) throw new UsageError(`The event "${repeated}" is given twice.`);
  return names.map(readWebhookEvent);
};

const readWebhookEvent = (name: string): WebhookEventFilter => {
  const event = webhookEvents.find((one) => one === name);
  if (event === undefined) throw new UsageError(`Unknown event "${name}". Events are: ${webhookEvents.join(', ')}.`);
  return event;
};
