import * as v from 'valibot';
import { described, integer, limitedText, optional, unicode } from './fields.ts';
import { instant } from './instants.ts';
import { message } from './message.ts';

/** A recipient is to be a text; what is none gets no message, and does not keep the others from getting theirs. */
const anyRecipient = v.pipe(v.unknown(), v.metadata({ type: 'string', minLength: 1, maxLength: 64 }));

/** An entry that is `null` is left out. */
const metadata = v.pipe(
  v.record(limitedText(40), v.nullable(v.pipe(unicode, v.maxLength(500)))),
  v.metadata({ maxProperties: 20 }),
  v.transform((entries) =>
    Object.fromEntries(Object.entries(entries).flatMap(([name, text]) => (text === null ? [] : [[name, text]]))),
  ),
  v.maxEntries(20, 'At most 20 entries.'),
);

export const sendBody = v.strictObject({
  to: described(
    v.pipe(
      v.union(
        [
          v.pipe(v.string(), v.minLength(1, 'The recipient is empty.'), v.metadata({ maxLength: 64 })),
          v.pipe(v.array(anyRecipient), v.minLength(1), v.maxLength(1000)),
        ],
        'Must be a text, or a list of texts.',
      ),
      v.metadata({ examples: ['+41791234567'] }),
    ),
    'One recipient or up to 1,000: E.164, or national in the default region. In a list, one that is no such text is ' +
      'rejected by itself, whatever it is.',
  ),
  text: described(
    v.pipe(v.string(), v.metadata({ examples: ['Hello'] })),
    'The message. Its length is counted in segments.',
  ),
  sender: optional(described(v.string(), 'Up to 11 alphanumeric characters, or up to 15 digits.')),
  scheduledAt: optional(described(instant, 'When to send, at most 366 days ahead. Left out: at once.')),
  type: v.exactOptional(
    v.nullable(
      described(v.picklist(['text', 'flash']), 'A flash message shows on the screen without being opened.'),
      'text',
    ),
    'text',
  ),
  reference: optional(described(limitedText(100), 'Your own name for this, to find it again.')),
  metadata: optional(
    described(metadata, 'Up to 20 texts of your own, returned with the message and its events; `null` leaves one out.'),
  ),
});

export const rejection = v.object({
  index: described(integer, 'Position in the request’s `to`.'),
  to: described(
    v.string(),
    'The recipient as it came; what is no text as its JSON. At most 64 characters, the last of them `…` if there were more.',
  ),
  code: v.string(),
  detail: v.string(),
});

export const sendReply = v.object({
  messages: v.array(message),
  rejected: described(v.array(rejection), 'Recipients that get no message, each with its reason.'),
});
