import type { ChangeWebhook, CreateWebhook, Webhook } from '../../../client/index.ts';
import { chosen, everyStatus } from './events.ts';

/** The values of a webhook's form. */
export type WebhookFields = {
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string;
};

export const emptyFields: WebhookFields = { url: '', events: [everyStatus], description: '' };

export const fieldsOf = ({ url, events, description }: Webhook): WebhookFields => ({
  url,
  events,
  description: description ?? '',
});

/** The same fields always make the same request, as its idempotency key requires. */
export const requestOf = ({ url, events, description }: WebhookFields): CreateWebhook => ({
  url: url.trim(),
  events: chosen(events),
  ...(description.trim() !== '' && { description: description.trim() }),
});

/** Only the changed fields, because somebody else may have changed the others meanwhile; `undefined`: none. */
export const changesOf = (before: WebhookFields, after: WebhookFields): ChangeWebhook | undefined => {
  const [old, wanted] = [requestOf(before), requestOf(after)];
  const changes: ChangeWebhook = {
    ...(wanted.url !== old.url && { url: wanted.url }),
    ...(String(wanted.events) !== String(old.events) && { events: wanted.events ?? [] }),
    ...(wanted.description !== old.description && { description: wanted.description ?? null }),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
};
