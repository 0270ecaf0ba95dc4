import type { HttpReply } from './http-reply.ts';

const sampleBytes = 200;
const longestHeader = 100;

/**
 * Describes a reply that could not be understood: its length, its headers and its first bytes, with letters and digits
 * masked. It is logged as the cause of an error, so it must not show what the reply says.
 */
export class UnreadReply extends Error {
  override readonly name = 'UnreadReply';

  constructor({ status, contentType, contentEncoding, body }: HttpReply, cause?: unknown) {
    const coding = contentEncoding === undefined ? '' : `, Content-Encoding ${header(contentEncoding)}`;
    const type = contentType === undefined ? 'no Content-Type' : `Content-Type ${header(contentType)}`;
    super(`HTTP ${status}, ${type}${coding}, ${body.byteLength} bytes, which begin: ${masked(body)}`, { cause });
  }
}

const header = (value: string): string => JSON.stringify(value.slice(0, longestHeader));

/**
 * Masks each byte separately, so that no letter of any charset remains: letters become x, digits 0, other bytes ?.
 * ASCII punctuation and white space stay.
 */
const masked = (body: Buffer): string =>
  JSON.stringify(
    body
      .toString('latin1', 0, sampleBytes)
      .replaceAll(/[A-Za-z\x80-\xff]/g, 'x')
      .replaceAll(/[0-9]/g, '0')
      .replaceAll(/[^\t\r\n -~]/g, '?'),
  );
