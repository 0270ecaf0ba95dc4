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

/** How a text travels. */
export const encoding = v.picklist(['gsm-7', 'ucs-2']);

/** A message as its account sees it. */
export const message = v.object({
  id: messageId,
  to: described(v.string(), 'E.164; `forgotten`: the number has been deleted on request.'),
  status: v.picklist(statuses),
  reason: v.exactOptional(described(reason, 'Why the message has this status.')),
  text: v.nullable(described(v.string(), '`null`: it is not kept.')),
  type: v.picklist(['text', 'flash']),
  sender: v.nullable(described(v.string(), "`null`: the account's default at the gateway.")),
  segments: described(integer, 'How many SMS the text takes; each is charged.'),
  encoding,
  reference: v.nullable(v.string()),
  metadata: v.record(v.string(), v.string()),
  gatewayId: v.exactOptional(
    described(v.string(), "The gateway's own id of it, to quote to its operator; absent until the gateway has it."),
  ),
  scheduledAt: v.nullable(time),
  validUntil: v.exactOptional(described(time, 'From then on it is not handed to the gateway any more.')),
  createdAt: time,
  updatedAt: time,
  history: v.exactOptional(
    described(
      v.array(historyEntry),
      'How it came to its status: up to twelve entries, the first six and the last six. What repeats itself, as while the ' +
        'gateway is down, is told once, with its first times. Absent in the answer to a send, and of messages from before ' +
        'there was one.',
    ),
  ),
});
