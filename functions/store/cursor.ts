import * as v from 'valibot';
import { InvalidCursorError } from '../messages/errors.ts';
import { isMessageId } from '../messages/ids.ts';
import type { DeliveryKey } from '../webhooks/delivery.ts';

/*
 * A cursor says where a page ended, as an opaque text. It is no secret and grants nothing: each query names the
 * account, and a cursor of another account is rejected.
 */

/** The last message that a page looked at. */
export const positionSchema = v.object({ createdKey: v.string(), id: v.string() });

export type Position = v.InferOutput<typeof positionSchema>;

/** The first entry of each form says which list the cursor belongs to; the second is the account. */
const messageCursor = v.strictTuple([v.literal(1), v.string(), v.string(), v.string()]);
const text = v.pipe(v.string(), v.nonEmpty());
/** The third entry is the webhook or message that the list is about. The last two are the delivery it stopped at. */
const deliveryCursor = v.strictTuple([v.literal('deliveries'), v.string(), v.string(), text, text]);
const suppressionCursor = v.strictTuple([v.literal('suppressions'), v.string(), v.string()]);

export const writeCursor = (account: string, { createdKey, id }: Position): string =>
  encode([1, account, createdKey, id] satisfies v.InferOutput<typeof messageCursor>);

/** @throws InvalidCursorError when the text is not a cursor of this account's messages. */
export const readCursor = (cursor: string, account: string): Position => {
  const [, , createdKey, id] = ownCursor(messageCursor, cursor, account);
  if (!isMessageId(id) || !createdKey.endsWith(`#${id}`)) throw notOurs();
  return { createdKey, id };
};

export const writeSuppressionCursor = (account: string, number: string): string =>
  encode(['suppressions', account, number] satisfies v.InferOutput<typeof suppressionCursor>);

/**
 * The last number that the page looked at.
 * @throws InvalidCursorError when the text is not a cursor of this account's suppression list.
 */
export const readSuppressionCursor = (cursor: string, account: string): string => {
  const [, , number] = ownCursor(suppressionCursor, cursor, account);
  if (number === '') throw notOurs();
  return number;
};

export const writeDeliveryCursor = (account: string, list: string, { webhook, id }: DeliveryKey): string =>
  encode(['deliveries', account, list, webhook, id] satisfies v.InferOutput<typeof deliveryCursor>);

/** @throws InvalidCursorError when the text is not a cursor of this account's list. */
export const readDeliveryCursor = (cursor: string, account: string, list: string): DeliveryKey => {
  const [, , of, webhook, id] = ownCursor(deliveryCursor, cursor, account);
  if (of !== list) throw notOurs();
  return { webhook, id };
};

const encode = (parts: readonly unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

/** @throws InvalidCursorError if the cursor has another form or belongs to another account */
const ownCursor = <const S extends v.GenericSchema<unknown, readonly [unknown, string, ...string[]]>>(
  schema: S,
  cursor: string,
  account: string,
): v.InferOutput<S> => {
  const read = v.safeParse(schema, decode(cursor));
  if (!read.success || read.output[1] !== account) throw notOurs();
  return read.output;
};

const decode = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};

const notOurs = () => new InvalidCursorError('The cursor is not valid. Pass it on as the page before gave it.');
