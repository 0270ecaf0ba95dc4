import { bodyLimit } from '../../../../functions/contract/body-limit.ts';
import { replyBytes, replyBytesOfRecipient, replyLimit } from '../../../../functions/http/reply-size.ts';
import { namesInText } from '../../../../functions/messages/template.ts';
import type { Row } from '../sheet/row.ts';
import { type Content, requestTo } from './content.ts';

/** Rows that get no message take no room in a request, and are held in memory all the same. */
const mostRows = 4_000;

/**
 * The room of one request after the other: for so many recipients, for a body that the API takes, and for what it could answer.
 * Rows are weighed in bytes, never less than the API counts (functions/api/send.ts).
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
    /** Takes a row in, if there is room for it; `undefined`: one that gets no message. */
    take: (recipient: Row | undefined): boolean => {
      const then = after(taken, recipient);
      if (isTooMuch(then)) return false;
      taken = then;
      return true;
    },
    /** The next request begins with this row, whatever it takes. */
    begin: (recipient: Row | undefined): void => {
      taken = after(empty, recipient);
    },
  };
};
