import * as v from 'valibot';
import { statuses } from '../messages/status.ts';
import { notXml } from '../messages/text.ts';

/** The shapes of the HTTPS API: what validates requests is what the OpenAPI document is made from. */

const described = <const S extends v.GenericSchema>(schema: S, description: string) =>
  v.pipe(schema, v.description(description));

/** The record refuses half of a surrogate pair, which JSON can carry. */
const unicode = v.pipe(
  v.string(),
  v.check((text) => text.isWellFormed(), 'This is not valid Unicode: it contains half of a surrogate pair.'),
);

const limitedText = (max: number) => v.pipe(unicode, v.minLength(1), v.maxLength(max));

/** RFC 3339, section 5.6, takes `t` and `z` as well. */
const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** In a query, the plus sign of an offset may have become a blank: it can mean nothing else. */
const rfc3339InQuery = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[ +-]\d{2}:\d{2})$/;

/** `Date.parse` alone takes the 30th of February for the 2nd of March, and 24:00 for the next day. */
const exists = (text: string): boolean => {
  const wallClock = Date.parse(`${text.slice(0, 19)}Z`);
  const isOnCalendar = !Number.isNaN(wallClock) && new Date(wallClock).toISOString().slice(0, 19) === text.slice(0, 19);
  return isOnCalendar && !Number.isNaN(Date.parse(text));
};

const instant = v.pipe(
  v.string(),
  v.regex(rfc3339, 'Give a time as in RFC 3339, with its offset: 2026-12-24T18:00:00+01:00.'),
  v.toUpperCase(),
  v.check(exists, 'There is no such time.'),
  v.metadata({ format: 'date-time', examples: ['2026-12-24T18:00:00+01:00'] }),
);

/** What our answers write for none, our requests take for none. */
const optional = <const S extends v.GenericSchema>(schema: S) => v.exactOptional(v.nullable(schema));

export const messageIdSchema = v.pipe(
  v.string(),
  v.regex(/^msg_[0-9A-HJKMNP-TV-Z]{26}$/, 'A message id looks like msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW.'),
);

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

export const idsBody = v.strictObject({
  ids: v.pipe(v.array(messageIdSchema), v.minLength(1), v.maxLength(100)),
});

export const normalizeBody = v.strictObject({
  number: described(
    v.pipe(
      limitedText(64),
      v.check((text) => !notXml.test(text), 'The number contains a character that cannot be asked about.'),
    ),
    'A phone number as people write it.',
  ),
});

const integer = v.pipe(v.number(), v.integer());

const wholeNumber = (min: number, max: number) =>
  v.pipe(v.string(), v.digits('Must be a whole number.'), v.toNumber(), v.minValue(min), v.maxValue(max));

const earliest = Date.parse('0000-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** Instants are compared as text in the record: all in UTC, to the millisecond, and with a year of four digits. */
const inUtc = (text: string): string => new Date(Math.min(Math.max(Date.parse(text), earliest), latest)).toISOString();

const instantInUtc = v.pipe(
  v.string(),
  v.regex(
    rfc3339InQuery,
    'Give a time as in RFC 3339, with its offset: 2026-12-24T18:00:00+01:00 (`+` is %2B in a URL).',
  ),
  v.metadata({ format: 'date-time', examples: ['2026-12-24T18:00:00+01:00'] }),
  v.transform((text) => text.toUpperCase().replace(' ', '+')),
  v.check(exists, 'There is no such time.'),
  v.transform(inUtc),
);

export const listParameters = v.strictObject({
  status: v.exactOptional(described(v.picklist(statuses), 'Only messages that have this status now.')),
  to: v.exactOptional(
    described(
      v.pipe(
        v.string(),
        v.regex(
          /^\+[1-9]\d{4,14}$/,
          'Give the recipient as E.164, with its `+` written as %2B in the address: to=%2B41791234567.',
        ),
      ),
      'Only messages to this recipient, as E.164.',
    ),
  ),
  reference: v.exactOptional(described(limitedText(100), 'Only messages with this reference.')),
  from: v.exactOptional(described(instantInUtc, 'Created at this time or later.')),
  until: v.exactOptional(described(instantInUtc, 'Created before this time.')),
  limit: v.exactOptional(described(wholeNumber(1, 100), 'The most messages on a page.'), '20'),
  cursor: v.exactOptional(described(limitedText(500), 'Of the page before: where to go on.')),
});

export const queryParameters = v.strictObject({
  refresh: v.exactOptional(described(v.picklist(['true', 'false']), 'Ask the gateway before answering.'), 'false'),
});

const time = v.pipe(v.string(), v.metadata({ format: 'date-time' }));
const reason = v.object({ code: v.string(), text: v.string() });

export const message = v.object({
  id: messageIdSchema,
  to: described(v.string(), 'E.164.'),
  status: v.picklist(statuses),
  reason: v.exactOptional(described(reason, 'Why the message has this status.')),
  text: v.nullable(described(v.string(), '`null`: this deployment does not keep texts.')),
  type: v.picklist(['text', 'flash']),
  sender: v.nullable(described(v.string(), "`null`: the account's default at the gateway.")),
  segments: described(integer, 'How many SMS the text takes; each is charged.'),
  encoding: v.picklist(['gsm-7', 'ucs-2']),
  reference: v.nullable(v.string()),
  metadata: v.record(v.string(), v.string()),
  scheduledAt: v.nullable(time),
  createdAt: time,
  updatedAt: time,
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

export const idProblem = v.object({ id: v.string(), code: v.string(), detail: v.string() });

export const messagesReply = v.object({
  messages: v.array(message),
  errors: described(v.array(idProblem), 'The ids for which this was not possible.'),
});

export const listReply = v.object({
  messages: v.array(message),
  cursor: v.nullable(described(v.string(), 'Pass it on to get the next page; `null`: this was the last.')),
});

export const accountReply = v.object({
  id: v.string(),
  name: v.string(),
  groupId: described(v.string(), "The account's group UUID."),
  credits: described(
    v.nullable(integer),
    'Credits of your own, one per segment and recipient; below zero in overdraft. `null`: the account is not metered.',
  ),
  gateway: v.object({
    available: described(v.boolean(), '`false`: the gateway did not answer, and the rest is `null`.'),
    authenticated: described(v.nullable(v.boolean()), "Whether the gateway accepts this deployment's credentials."),
    credits: v.nullable(described(integer, 'Credits left at the gateway.')),
    status: v.nullable(v.picklist(['regular', 'free'])),
    groupId: v.nullable(v.string()),
  }),
});

export const normalizeReply = v.object({
  number: v.nullable(described(v.string(), 'E.164, as this service reads it; `null`: it is no number.')),
  country: v.nullable(v.string()),
  problem: described(
    v.nullable(v.object({ code: v.string(), detail: v.string() })),
    'Why nothing is sent to it; `null`: it is sent to.',
  ),
  gateway: v.object({
    available: described(v.boolean(), '`false`: the gateway did not answer.'),
    number: v.nullable(described(v.string(), 'As the gateway reads it (`clean_number`).')),
  }),
});

export const healthReply = v.object({ status: v.literal('ok') });

export const fieldProblem = v.object({ pointer: v.string(), code: v.string(), detail: v.string() });

export const problemReply = v.object({
  type: described(v.string(), 'Stable: branch on this.'),
  title: v.string(),
  status: described(integer, 'That of the HTTP answer.'),
  detail: v.string(),
  instance: v.exactOptional(described(v.string(), 'Names this request: quote it when you ask about it.')),
  errors: v.exactOptional(v.array(fieldProblem)),
});
