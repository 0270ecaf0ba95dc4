import * as v from 'valibot';
import { accountIdPattern, idempotencyKeyPattern, idempotencyKeyRule } from './identifiers.ts';
import { sendBody } from './send.ts';

/**
 * The event that asks for a message: `SMS Send Requested`, with the body of `POST /v1/messages`, an account, and the key
 * that the HTTPS API takes as a header.
 */
export const requestedDetailType = 'SMS Send Requested';

export const requestedDetail = v.strictObject({
  ...sendBody.entries,
  account: v.pipe(v.string(), v.regex(accountIdPattern, 'An account id looks like acc_ and 22 characters.')),
  idempotencyKey: v.exactOptional(
    v.pipe(
      v.nullable(v.pipe(v.string(), v.regex(idempotencyKeyPattern, `The idempotency key ${idempotencyKeyRule}`))),
      v.description(
        'As the header Idempotency-Key of `POST /v1/messages`, and in one space with it. Left out or `null`: the event itself is sent once.',
      ),
    ),
  ),
});

/**
 * What EventBridge puts into a request is JSON as the event has it, and many an order number is a number there: a whole
 * number stands for its digits wherever a text is asked for. Where the event has nothing, EventBridge puts an empty text:
 * one stands for nothing where nothing has to be.
 */
const asAskedFor = (detail: unknown): unknown =>
  typeof detail === 'object' && detail !== null && !Array.isArray(detail)
    ? Object.fromEntries(
        Object.entries(detail).map(([name, value]) => [
          name,
          value === '' && mayBeNothing.has(name) ? null : digitsAsText(value),
        ]),
      )
    : detail;

const mayBeNothing: ReadonlySet<string> = new Set(['sender', 'type', 'reference', 'idempotencyKey']);

/** In a list or an object, its entries: no deeper, for values may be nested deeper than calls can be. */
const digitsAsText = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(digits);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, digits(entry)]))
    : digits(value);
};

const digits = (value: unknown): unknown => (Number.isSafeInteger(value) ? String(value) : value);

/** The event around it: its id is what makes it safe that an event may come twice. */
export const requestedEvent = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  source: v.string(),
  detail: v.pipe(v.unknown(), v.transform(asAskedFor)),
});
