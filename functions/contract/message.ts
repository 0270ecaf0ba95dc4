import * as v from 'valibot';
import { described, integer, reason, time } from './fields.ts';
import { statuses } from './statuses.ts';

export const messageId = v.pipe(
  v.string(),
  v.regex(/^msg_[0-9A-HJKMNP-TV-Z]{26}$/, 'A message id looks like msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW.'),
);

export const historyEntry = v.object({
  status: v.picklist(statuses),
  at: time,
  reason: v.exactOptional(described(v.string(), 'The code of the reason for this status.')),
});

export const encoding = v.picklist(['gsm-7', 'ucs-2']);

/** A message as its account sees it. */
export const message = v.object({
  id: messageId,
  to: described(v.string(), 'E.164. `forgotten`: the number was deleted on request.'),
  status: v.picklist(statuses),
  reason: v.exactOptional(described(reason, 'Why the message has this status.')),
  text: v.nullable(described(v.string(), '`null`: the text is not kept.')),
  type: v.picklist(['text', 'flash']),
  sender: v.nullable(described(v.string(), '`null`: the default sender at the gateway.')),
  segments: described(integer, 'How many SMS parts the text takes; each is charged.'),
  encoding,
  reference: v.nullable(v.string()),
  metadata: v.record(v.string(), v.string()),
  gatewayId: v.exactOptional(
    described(
      v.string(),
      "The gateway's id of the message, to quote to its operator. Absent until the gateway has the message.",
    ),
  ),
  scheduledAt: v.nullable(time),
  validUntil: v.exactOptional(described(time, 'From this time on the message is not handed over to the gateway.')),
  createdAt: time,
  updatedAt: time,
  history: v.exactOptional(
    described(
      v.array(historyEntry),
      'How the message came to its status: up to twelve entries, the first six and the last six. Steps that ' +
        'repeat, for example while the gateway is down, are listed once, with the first times. Absent in the answer ' +
        'to a send, and for messages of versions without a history.',
    ),
  ),
});
