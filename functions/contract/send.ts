import * as v from 'valibot';
import { described, integer, isRecord, limitedText, optional, textUpTo } from './fields.ts';
import { instant } from './instants.ts';
import { message } from './message.ts';

/**
 * The document asks for a string, but any value passes: an invalid recipient is rejected alone, not the whole request.
 */
const anyRecipient = v.pipe(v.unknown(), v.metadata({ type: 'string', minLength: 1, maxLength: 64 }));

const metadata = v.pipe(
  v.record(limitedText(40), v.nullable(textUpTo(500))),
  v.metadata({ maxProperties: 20 }),
  v.description(
    'Up to 20 texts of your own, returned with the message and its events. An entry that is `null` is left out.',
  ),
  v.transform((entries) =>
    Object.fromEntries(Object.entries(entries).flatMap(([name, text]) => (text === null ? [] : [[name, text]]))),
  ),
  v.maxEntries(20, 'At most 20 entries.'),
);

const valuesForm = { type: 'object', additionalProperties: { type: ['string', 'number', 'null'] } } as const;

/** Values of another type are rejected later, for each recipient whose message would contain them. */
const values = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(isRecord, 'Must be an object.'),
  v.metadata(valuesForm),
);

/** As `anyRecipient`: an entry of another form is rejected alone. */
const anyEntry = v.pipe(
  v.unknown(),
  v.metadata({
    type: 'object',
    properties: { to: { type: 'string', minLength: 1, maxLength: 64 }, values: valuesForm },
    required: ['to'],
    additionalProperties: false,
  }),
);

/** The longest text that a deployment may allow, in segments. */
export const mostSegments = 10;

/** Bounds of a validity in seconds. The longest is as long as a message waits for the upstream gateway. */
export const shortestValidity = 30;
export const longestValidity = 259_200;

/** The fields of a request, without the rules between them. */
export const sendFields = v.strictObject({
  to: optional(
    described(
      v.pipe(
        v.union(
          [
            v.pipe(v.string(), v.minLength(1, 'The recipient is empty.'), v.metadata({ maxLength: 64 })),
            v.pipe(v.array(anyRecipient), v.minLength(1), v.maxLength(1000)),
          ],
          'Must be a string or a list of strings.',
        ),
        v.metadata({ examples: ['+41791234567'] }),
      ),
      'One recipient, or a list of up to 1,000: E.164, or national in the region of the account. An invalid entry ' +
        'of a list is rejected; the others get their message. Leave it out if you give `recipients`.',
    ),
  ),
  recipients: optional(
    described(
      v.pipe(v.array(anyEntry), v.minLength(1), v.maxLength(1000)),
      'In place of `to`: up to 1,000 recipients, each with its own `values`, which override those of the request.',
    ),
  ),
  text: described(
    v.pipe(v.string(), v.metadata({ examples: ['Hello'] })),
    'The message. Its length is counted in segments. With `values` or `recipients`, `{name}` is a placeholder for ' +
      'the value of that name (1 to 40 letters, digits, `_`, `-` and `.`); write `{{` and `}}` for braces.',
  ),
  values: optional(
    described(
      values,
      'What the placeholders of the text stand for: strings, or numbers as JSON writes them (`12.50` becomes ' +
        '12.5). `null` is the same as no value.',
    ),
  ),
  encoding: optional(
    described(
      v.picklist(['auto', 'smart']),
      '`smart`: if the whole text then fits GSM-7, typographic quotation marks, dashes, spaces and the like ' +
        'become their plain forms, so that more fits a segment. `auto` leaves the text as it is. Left out: the ' +
        'default of the account, or else `auto`.',
    ),
  ),
  validUntil: optional(
    described(
      instant,
      'From this time on the message is not handed over to the gateway: it ends as `expired`. It must be later than ' +
        '`scheduledAt`, because the gateway sends what it has taken whatever the validity.',
    ),
  ),
  validFor: optional(
    described(
      v.pipe(integer, v.minValue(shortestValidity), v.maxValue(longestValidity)),
      'In place of `validUntil`: seconds from the arrival of the request. Left out: the default of the account, ' +
        'if it has one, counted from the time when the message is due.',
    ),
  ),
  sender: optional(described(v.string(), 'Up to 11 letters, digits, spaces and `. _ & -`, or up to 15 digits.')),
  scheduledAt: optional(described(instant, 'When to send the message, at most 366 days ahead. Left out: at once.')),
  type: v.exactOptional(
    v.nullable(
      described(v.picklist(['text', 'flash']), 'A flash message shows on the screen without being opened.'),
      'text',
    ),
    'text',
  ),
  reference: optional(
    described(limitedText(100), 'Your own name for the messages of this request, to find them again.'),
  ),
  metadata: optional(metadata),
});

/** Fields that exclude each other. */
interface Alternatives {
  readonly to?: unknown;
  readonly recipients?: unknown;
  readonly validUntil?: unknown;
  readonly validFor?: unknown;
}

/** Checks the rules between fields, even if fields are wrong, so that one answer lists all problems. */
export const consistent = <const S extends v.GenericSchema<unknown, Alternatives>>(fields: S) =>
  v.pipe(
    fields,
    v.rawCheck(({ dataset: { value }, addIssue }) => {
      if (!isRecord(value)) return;
      const has = (name: keyof Alternatives) => value[name] !== undefined && value[name] !== null;
      const addProblem = (
        key: keyof Alternatives,
        problem: { readonly message?: string; readonly received?: string },
      ) => addIssue({ ...problem, path: [{ type: 'object', origin: 'value', input: value, key, value: value[key] }] });
      if (!has('to') && !has('recipients')) addProblem('to', { received: 'undefined' });
      if (has('to') && has('recipients'))
        addProblem('recipients', { message: 'Give either `to` or `recipients`, not both.' });
      if (has('validUntil') && has('validFor'))
        addProblem('validFor', { message: 'Give either `validUntil` or `validFor`, not both.' });
    }),
  );

export const sendBody = consistent(sendFields);

export const rejection = v.object({
  index: described(integer, 'Position in `to` or `recipients` of the request, from 0.'),
  to: described(
    v.string(),
    'The recipient as the request has it: a string, or else its JSON. If it has more than 64 characters, the last ' +
      'is `…`.',
  ),
  code: v.string(),
  detail: v.string(),
});

export const replacement = v.object({
  from: v.string(),
  to: described(v.string(), 'Empty: the characters were left out.'),
  count: described(
    integer,
    'How often in the texts of the request. A text that goes to several recipients counts once.',
  ),
});

export const sendReply = v.object({
  messages: v.array(message),
  rejected: described(v.array(rejection), 'Recipients that get no message, and why.'),
  replaced: v.exactOptional(
    described(v.array(replacement), 'With the encoding `smart`: what was replaced in the texts.'),
  ),
});
