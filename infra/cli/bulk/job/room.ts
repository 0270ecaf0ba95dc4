import { bodyLimit } from '../../../../functions/contract/body-limit.ts';
import { replyBytes, replyBytesOfRecipient, replyLimit } from '../../../../functions/http/reply-size.ts';
import { namesInText } from '../../../../functions/messages/template.ts';
import type { Row } from '../sheet/row.ts';
import { type Content, requestTo } from './content.ts';

/** Limits how many rows are held in memory: rows that get no message take no room in a request. */
const mostRows = 4_000;

/**
 * Decides whether a row still fits into a request. The limits are the number of recipients, the size of the body, and the size of
 * the answer. Sizes are never estimated lower than the API counts them (functions/api/send.ts).
 */
export const createRoom = (content: Content, requestSize: number) => {
  const { text, reference, metadata } = content;
  const replyOfEach = replyBytesOfRecipient + replyBytes([text, reference, metadata]);
  const names = namesInText(text);
  const empty = { rows: 0, recipients: 0, body: Buffer.byteLength(JSON.stringify(requestTo(content, []))), reply: 0 };
  const after = (taken: typeof empty, recipient: Row | undefined): typeof empty => {
    if (recipient === undefined) return { ...taken, rows: taken.rows + 1 };
    const { to, values } = recipient;
    return {
      rows: taken.rows + 1,
      recipients: taken.recipients + 1,
      body: taken.body + Buffer.byteLength(JSON.stringify({ to, values })) + 1,
      reply: taken.reply + replyOfEach + names.reduce((bytes, name) => bytes + replyBytes(values[name] ?? ''), 0),
    };
  };
  const isTooMuch = ({ rows, recipients, body, reply }: typeof empty): boolean =>
    rows > mostRows || recipients > requestSize || body > bodyLimit || reply > replyLimit;

  let taken = empty;
  return {
    /** @param recipient `undefined` for a row that gets no message @returns false if the row does not fit */
    take: (recipient: Row | undefined): boolean => {
      const then = after(taken, recipient);
      if (isTooMuch(then)) return false;
      taken = then;
      return true;
    },
    /** Begins the next request with this row, however large it is. */
    begin: (recipient: Row | undefined): void => {
      taken = after(empty, recipient);
    },
  };
};
