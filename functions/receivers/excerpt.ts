import { StringDecoder } from 'node:string_decoder';

const most = 500;

/** How an answer began, for people to read: at most 500 bytes of UTF-8, whatever it holds. Absent: it holds nothing. */
export const excerptOf = (bytes: Buffer): string | undefined => {
  // What moves the cursor of a terminal, or ends a line of a log, is of no use to them.
  const text = whole(bytes).replaceAll(/[^\P{Cc}\n\r\t]/gu, '\ufffd');
  // Each byte that is none of UTF-8 has become three.
  return whole(Buffer.from(text)) || undefined;
};

/** Without a last character that is cut in two. */
const whole = (bytes: Buffer): string => new StringDecoder('utf8').write(bytes.subarray(0, most));
