import * as v from 'valibot';
import { isRecord } from './fields.ts';
import { accountIdPattern, idempotencyKeyPattern, idempotencyKeyRule } from './identifiers.ts';
import { consistent, sendFields } from './send.ts';

/**
 * The event that asks for a message, `SMS Send Requested`. Its detail is the body of `POST /v1/messages` with the
 * account and the idempotency key, which the HTTPS API takes as a header.
 */
export const requestedDetailType = 'SMS Send Requested';

const detailFields = v.strictObject({
  ...sendFields.entries,
  account: v.pipe(v.string(), v.regex(accountIdPattern, 'An account id is `acc_` and 22 letters and digits.')),
  idempotencyKey: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.string(), v.regex(idempotencyKeyPattern, `The idempotency key ${idempotencyKeyRule}`))),
      v.description(
        'Like the header Idempotency-Key of `POST /v1/messages`; both share the same keys. Left out or `null`: ' +
          'the id of the event is the key.',
      ),
    ),
  ),
});

export const requestedDetail = consistent(detailFields);

/**
 * An input transformer of EventBridge copies values from the original event. An order number may be a JSON number
 * there, so a whole number is read as its digits wherever a text is expected. For a missing value EventBridge writes an
 * empty text. So an empty text counts as absent in optional fields, and as a missing value in `values`.
 */
const asAskedFor = (detail: unknown): unknown =>
  isRecord(detail) ? mapped(detail, (value, name) => (readers.get(name) ?? digitsAsText)(value)) : detail;

type Read = (value: unknown) => unknown;

const optionalText: Read = (value) => (value === '' ? null : digits(value));

const optionalCount: Read = (value) => {
  if (value === '') return null;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
};

/** Numbers stay numbers, as in the HTTPS API: the same request may come there with the same key. */
const values: Read = (value) => (isRecord(value) ? mapped(value, (member) => (member === '' ? null : member)) : value);

const entry: Read = (value) =>
  isRecord(value) ? mapped(value, (member, name) => (name === 'values' ? values(member) : digits(member))) : value;

const readers: ReadonlyMap<string, Read> = new Map([
  ...['sender', 'type', 'reference', 'idempotencyKey', 'encoding', 'validUntil'].map((name): [string, Read] => [
    name,
    optionalText,
  ]),
  ['validFor', optionalCount],
  ['values', values],
  ['recipients', (value) => (Array.isArray(value) ? value.map(entry) : value)],
]);

const mapped = (record: Readonly<Record<string, unknown>>, change: (value: unknown, name: string) => unknown) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));

/** One level deep only: JSON may be nested deeper than the call stack allows. */
const digitsAsText = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(digits);
  return isRecord(value) ? mapped(value, digits) : digits(value);
};

const digits = (value: unknown): unknown => (Number.isSafeInteger(value) ? String(value) : value);

/** The event around the request. An event may come twice; its id tells that it is the same. */
export const requestedEvent = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  source: v.string(),
  /** When it was put on the bus. Absent: it was put directly into the queue. */
  time: v.fallback(v.optional(v.pipe(v.string(), v.isoTimestamp(), v.toDate())), undefined),
  detail: v.pipe(v.unknown(), v.transform(asAskedFor)),
});
