import { StringDecoder } from 'node:string_decoder';

const mostBytes = 500;

/** The beginning of an answer, for people to read: at most 500 bytes of UTF-8. `undefined`: the answer was empty. */
export const excerptOf = (bytes: Buffer): string | undefined => {
  // Control characters could move the cursor of a terminal or break lines of a log.
  const text = whole(bytes).replaceAll(/[^\P{Cc}\n\r\t]/gu, '\ufffd');
  // Cut again, because each byte that is not UTF-8 has become three.
  return whole(Buffer.from(text)) || undefined;
};

/** Leaves out a last character that is cut in two. */
const whole = (bytes: Buffer): string => new StringDecoder('utf8').write(bytes.subarray(0, mostBytes));
