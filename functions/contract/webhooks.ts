import * as v from 'valibot';
import { described, integer, limitedText, optional, time } from './fields.ts';
import { instant, inUtc } from './instants.ts';
import { messageId } from './message.ts';
import { nextCursor, pageParameters } from './paging.ts';
import { allMessageEvents, longestDescription, longestUrl, mostWebhooks, webhookEventTypes } from './webhook-events.ts';

/** Where an account's news is posted to: the shapes of the Standard Webhooks that we send, and of what is told of them. */

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
  'https, on port 443 or 1024 to 65535, at an address that is on the internet; without credentials.',
);

const events = described(
  v.pipe(
    v.array(v.picklist([...webhookEventTypes, allMessageEvents])),
    v.minLength(1),
    v.check((types) => new Set(types).size === types.length, 'Must name each once.'),
    v.metadata({ uniqueItems: true }),
  ),
  'What is posted. `message.*` is every status of a message.',
);

const description = optional(described(limitedText(longestDescription), 'Your own words for it.'));

export const webhookBody = v.strictObject({ url, events: optional(events), description });

export const webhookChanges = v.strictObject({
  url: v.exactOptional(url),
  events: v.exactOptional(events),
  description: optional(described(limitedText(longestDescription), 'Your own words for it. `null` takes them away.')),
  enabled: v.exactOptional(
    described(v.boolean(), '`false` fails what is still to be delivered; `true` leaves it to be redelivered.'),
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
          '`requested`: by you. `gone`: it answered 410. `failing`: nothing but failures for five days.',
        ),
        at: time,
      }),
      'Since when it is not enabled, and why.',
    ),
  ),
  failingSince: v.nullable(described(time, 'Nothing has been delivered since then, though it was tried.')),
  createdAt: time,
});

export const webhookWithSecret = v.object({
  ...webhook.entries,
  secret: described(
    v.string(),
    'What deliveries are signed with. It is shown this once, and to the same request under its `Idempotency-Key`.',
  ),
});

export const rotatedWebhook = v.object({
  ...webhook.entries,
  secret: described(v.string(), 'What deliveries are signed with from now on. It is shown this once.'),
  previousSecretUntil: described(time, 'Until then deliveries are signed with the secret of before, too.'),
});

export const webhooksReply = v.object({
  webhooks: described(v.array(webhook), `At most ${mostWebhooks}, the oldest first.`),
});

export const attempt = v.object({
  at: time,
  status: v.nullable(described(integer, 'Of HTTP. `null`: there was no answer.')),
  error: v.nullable(described(v.string(), 'Why it failed, in words. `null`: it did not.')),
  milliseconds: described(integer, 'How long it took.'),
  answer: v.nullable(described(v.string(), 'How the answer began: up to 500 bytes.')),
});

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;

export const delivery = v.object({
  id: described(deliveryId, 'The `webhook-id` that the receiver is sent: the same with each attempt.'),
  webhook: webhookId,
  type: described(v.picklist(webhookEventTypes), 'Of the event.'),
  message: v.nullable(described(messageId, 'The message that the event is about.')),
  status: v.picklist(deliveryStatuses),
  reason: v.nullable(
    described(
      v.picklist(['attempts_exhausted', 'webhook_disabled', 'webhook_deleted']),
      'Why it failed. Redeliver it when its webhook works again.',
    ),
  ),
  createdAt: described(time, 'When the event occurred.'),
  nextAttemptAt: v.nullable(
    described(
      time,
      'When the next attempt is due. While its webhook is down, it waits for longer; once that is up again, no longer.',
    ),
  ),
  attempts: described(v.array(attempt), 'The last twenty, the oldest first.'),
});

export const deliveriesParameters = v.strictObject({
  ...pageParameters,
  status: v.exactOptional(described(v.picklist(deliveryStatuses), 'Those of one status alone.')),
});

export const messageDeliveriesParameters = v.strictObject(pageParameters);

export const deliveriesReply = v.object({ deliveries: v.array(delivery), cursor: nextCursor });

export const redeliverBody = v.strictObject({
  since: v.pipe(described(instant, 'Of events that occurred since.'), v.transform(inUtc)),
});

export const redeliverReply = v.object({
  since: time,
  until: described(time, 'Those of events that occurred by then.'),
});

/** What a test is answered with: what the receiver said to it. */
export const testReply = v.object({
  id: described(deliveryId, 'The `webhook-id` that it was sent.'),
  delivered: described(v.boolean(), 'Whether the receiver answered 2xx in time.'),
  attempt,
});
