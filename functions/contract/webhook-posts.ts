import * as v from 'valibot';
import { accountCreditsLow, sendRejected, statusChanged } from './events.ts';
import { described, time } from './fields.ts';
import type { Status } from './statuses.ts';
import { type WebhookEventType, webhookEventTypes } from './webhook-events.ts';
import { webhookId } from './webhooks.ts';

/** The bodies of posts to webhooks: the details of the bus's events, wrapped as Standard Webhooks specifies. */

const posted = <const T extends string, const D extends v.GenericSchema>(types: readonly T[], data: D) =>
  v.object({ type: v.picklist(types), timestamp: described(time, 'When the event occurred.'), data });

const isOfMessage = (type: WebhookEventType): type is `message.${Status}` => type.startsWith('message.');

/** By the names of their types in the OpenAPI document. */
export const postedTypes = {
  MessageEvent: posted(webhookEventTypes.filter(isOfMessage), statusChanged),
  SendRejectedEvent: posted(['send.rejected'], sendRejected),
  CreditsLowEvent: posted(['credits.low'], accountCreditsLow),
  TestEvent: posted(
    ['test'],
    v.object({ schemaVersion: v.literal(1), account: v.string(), webhook: webhookId, occurredAt: time }),
  ),
} as const;
