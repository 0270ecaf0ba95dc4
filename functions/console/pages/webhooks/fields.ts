import type { ChangeWebhook, CreateWebhook, Webhook } from '../../../client/index.ts';
import { chosen, everyStatus } from './events.ts';

/** What a form of a webhook has. */
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

/** The same fields make the same request, which is the same under its idempotency key. */
export const requestOf = ({ url, events, description }: WebhookFields): CreateWebhook => ({
  url: url.trim(),
  events: chosen(events),
  ...(description.trim() !== '' && { description: description.trim() }),
});

/** What was changed, and that alone: somebody else may have changed the rest meanwhile. Nothing: `undefined`. */
export const changesOf = (before: WebhookFields, after: WebhookFields): ChangeWebhook | undefined => {
  const [old, wanted] = [requestOf(before), requestOf(after)];
  const changes: ChangeWebhook = {
    ...(wanted.url !== old.url && { url: wanted.url }),
    ...(String(wanted.events) !== String(old.events) && { events: wanted.events ?? [] }),
    ...(wanted.description !== old.description && { description: wanted.description ?? null }),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
};
