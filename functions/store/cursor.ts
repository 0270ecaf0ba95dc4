import * as v from 'valibot';
import { InvalidCursorError } from '../messages/errors.ts';
import { isMessageId } from '../messages/ids.ts';

/** Where a page ended: the last message looked at. */
export const positionSchema = v.object({ createdKey: v.string(), id: v.string() });

export type Position = v.InferOutput<typeof positionSchema>;

const cursorSchema = v.strictTuple([v.literal(1), v.string(), v.string(), v.string()]);

/** A position as an opaque text. It is no secret and grants nothing: the account is checked, and queried, anyway. */
export const writeCursor = (account: string, { createdKey, id }: Position): string =>
  Buffer.from(JSON.stringify([1, account, createdKey, id])).toString('base64url');

/** @throws InvalidCursorError when the text is not a cursor of this account's. */
export const readCursor = (cursor: string, account: string): Position => {
  const read = v.safeParse(cursorSchema, decode(cursor));
  if (!read.success || read.output[1] !== account) throw new InvalidCursorError('The cursor is not one of ours.');
  const [, , createdKey, id] = read.output;
  if (!isMessageId(id) || !createdKey.endsWith(`#${id}`))
    throw new InvalidCursorError('The cursor is not one of ours.');
  return { createdKey, id };
};

const decode = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};
