import * as v from 'valibot';
import { described, integer, limitedText, optional, time } from './fields.ts';
import { instant, inUtc } from './instants.ts';
import { messageId } from './message.ts';
import { nextCursor, pageParameters } from './paging.ts';
import { allMessageEvents, longestDescription, longestUrl, mostWebhooks, webhookEventTypes } from './webhook-events.ts';

export const webhookId = v.pipe(
  v.string(),
  v.regex(/^wh_[0-9A-HJKMNP-TV-Z]{26}$/, 'A webhook id looks like wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW.'),
);

export const deliveryId = v.pipe(
  v.string(),
  v.regex(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/, 'A delivery id looks like evt_01JD3Z5A7Q0B9V4XK2M8N6RSTW.'),
);

const url = described(
  limitedText(longestUrl),
  'An https URL on the public internet, with port 443 or 1024 to 65535 and without user or password.',
);

const events = described(
  v.pipe(
    v.array(v.picklist([...webhookEventTypes, allMessageEvents])),
    v.minLength(1),
    v.check((types) => new Set(types).size === types.length, 'Must not name an event twice.'),
    v.metadata({ uniqueItems: true }),
  ),
  'The events to post. `message.*` stands for every status of a message.',
);

const description = optional(described(limitedText(longestDescription), 'Your own description of the webhook.'));

export const webhookBody = v.strictObject({ url, events: optional(events), description });

export const webhookChanges = v.strictObject({
  url: v.exactOptional(url),
  events: v.exactOptional(events),
  description: optional(
    described(limitedText(longestDescription), 'Your own description of the webhook. `null` removes it.'),
  ),
  enabled: v.exactOptional(
    described(v.boolean(), '`false`: pending deliveries fail. `true`: they can be redelivered.'),
  ),
});

export const webhook = v.object({
  id: webhookId,
  url: v.string(),
  events: v.array(v.picklist([...webhookEventTypes, allMessageEvents])),
  description: v.nullable(v.string()),
  enabled: v.boolean(),
  disabled: v.nullable(
    described(
      v.object({
        reason: described(
          v.picklist(['requested', 'gone', 'failing']),
          '`requested`: you disabled it. `gone`: the receiver answered 410. `failing`: every attempt failed for ' +
            'five days.',
        ),
        at: time,
      }),
      'When and why the webhook was disabled.',
    ),
  ),
  failingSince: v.nullable(described(time, 'Every attempt has failed since then.')),
  createdAt: time,
});

export const webhookWithSecret = v.object({
  ...webhook.entries,
  secret: described(
    v.string(),
    'Signs the deliveries. It is shown only here, and again to the same request with the same `Idempotency-Key`.',
  ),
});

export const rotatedWebhook = v.object({
  ...webhook.entries,
  secret: described(v.string(), 'Signs the deliveries from now on. It is shown only here.'),
  previousSecretUntil: described(time, 'Until then the previous secret signs the deliveries, too.'),
});

export const webhooksReply = v.object({
  webhooks: described(v.array(webhook), `At most ${mostWebhooks}, the oldest first.`),
});

export const attempt = v.object({
  at: time,
  status: v.nullable(described(integer, 'The HTTP status. `null`: there was no answer.')),
  error: v.nullable(described(v.string(), 'Why the attempt failed, in words. `null`: it did not fail.')),
  milliseconds: described(integer, 'How long the attempt took.'),
  answer: v.nullable(described(v.string(), 'The beginning of the answer: up to 500 bytes.')),
});

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;

export const delivery = v.object({
  id: described(deliveryId, 'The `webhook-id` that the receiver gets: the same in each attempt.'),
  webhook: webhookId,
  type: described(v.picklist(webhookEventTypes), 'The type of the event.'),
  message: v.nullable(described(messageId, 'The message that the event is about.')),
  status: v.picklist(deliveryStatuses),
  reason: v.nullable(
    described(
      v.picklist(['attempts_exhausted', 'webhook_disabled', 'webhook_deleted']),
      'Why the delivery failed. Redeliver it when the webhook works again.',
    ),
  ),
  createdAt: described(time, 'When the event occurred.'),
  nextAttemptAt: v.nullable(
    described(
      time,
      'When the next attempt is due. While the receiver is down, the delivery may wait longer; once it is up ' +
        'again, shorter.',
    ),
  ),
  attempts: described(v.array(attempt), 'The last twenty attempts, the oldest first.'),
});

export const deliveriesParameters = v.strictObject({
  ...pageParameters,
  status: v.exactOptional(described(v.picklist(deliveryStatuses), 'Only deliveries with this status.')),
});

export const messageDeliveriesParameters = v.strictObject(pageParameters);

export const deliveriesReply = v.object({ deliveries: v.array(delivery), cursor: nextCursor });

export const redeliverBody = v.strictObject({
  since: v.pipe(described(instant, 'Redeliver events that occurred at this time or later.'), v.transform(inUtc)),
});

export const redeliverReply = v.object({
  since: time,
  until: described(time, 'Events that occurred until then are redelivered.'),
});

/** The receiver's answer to a test. */
export const testReply = v.object({
  id: described(deliveryId, 'The `webhook-id` of the test event.'),
  delivered: described(v.boolean(), 'Whether the receiver answered 2xx in time.'),
  attempt,
});
