import * as v from 'valibot';
import { isRecord } from './fields.ts';
import { accountIdPattern, idempotencyKeyPattern, idempotencyKeyRule } from './identifiers.ts';
import { consistent, sendFields } from './send.ts';

/**
 * The event that asks for a message: `SMS Send Requested`, with the body of `POST /v1/messages`, an account, and the key
 * that the HTTPS API takes as a header.
 */
export const requestedDetailType = 'SMS Send Requested';

const detailFields = v.strictObject({
  ...sendFields.entries,
  account: v.pipe(v.string(), v.regex(accountIdPattern, 'An account id is `acc_` and 22 letters and digits.')),
  idempotencyKey: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.string(), v.regex(idempotencyKeyPattern, `The idempotency key ${idempotencyKeyRule}`))),
      v.description(
        'Like the header Idempotency-Key of `POST /v1/messages`; both share the same keys. Left out or `null`: the id of the event is the key.',
      ),
    ),
  ),
});

export const requestedDetail = consistent(detailFields);

/**
 * What EventBridge puts into a request is JSON as the event has it, and many an order number is a number there: a whole
 * number stands for its digits wherever a text is asked for. Where the event has nothing, EventBridge puts an empty text:
 * one stands for nothing where nothing has to be, and a value that is one is missing.
 */
const asAskedFor = (detail: unknown): unknown =>
  isRecord(detail) ? mapped(detail, (value, name) => (readers.get(name) ?? digitsAsText)(value)) : detail;

type Read = (value: unknown) => unknown;

const optionalText: Read = (value) => (value === '' ? null : digits(value));

const optionalCount: Read = (value) => {
  if (value === '') return null;
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
};

/** Numbers stay such, as at the HTTPS door: the same request, under the same key, may come there. */
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

/** In a list or an object, its entries: no deeper, for values may be nested deeper than calls can be. */
const digitsAsText = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(digits);
  return isRecord(value) ? mapped(value, digits) : digits(value);
};

const digits = (value: unknown): unknown => (Number.isSafeInteger(value) ? String(value) : value);

/** The event around it: its id is what makes it safe that an event may come twice. */
export const requestedEvent = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  source: v.string(),
  /** When it was put on the bus; what comes without it was put into the queue by itself. */
  time: v.fallback(v.optional(v.pipe(v.string(), v.isoTimestamp(), v.toDate())), undefined),
  detail: v.pipe(v.unknown(), v.transform(asAskedFor)),
});
