import { createHash, randomBytes } from 'node:crypto';

/** Crockford's base 32: no letter that is mistaken for another, and it sorts like the number it writes. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const length = 26;

/** Whether a text has the form of a message id; says nothing about whether it exists. */
export const isMessageId = (text: string): boolean => /^msg_[0-9A-HJKMNP-TV-Z]{26}$/.test(text);

/** A new id that sorts by time: 48 bits of milliseconds since 1970, then 80 random bits (a ULID). */
export const newMessageId = (now: Date, random: (size: number) => Uint8Array = randomBytes): string => {
  const time = new Uint8Array(6);
  new DataView(time.buffer).setUint16(0, Math.floor(now.getTime() / 2 ** 32));
  new DataView(time.buffer).setUint32(2, now.getTime() % 2 ** 32);
  return `msg_${base32(Buffer.concat([time, random(10)]))}`;
};

/** The same id for the same account, idempotency key and position: a replay finds what the first run recorded. */
export const derivedMessageId = (account: string, idempotencyKey: string, position: number): string => {
  const name = JSON.stringify([account, idempotencyKey, position]);
  return `msg_${base32(createHash('sha256').update(name).digest().subarray(0, 16))}`;
};

/** 128 bits as 26 digits, the first of which carries the top three bits. */
const base32 = (bytes: Uint8Array): string => {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let digit = 0; digit < length; digit += 1) {
    text = alphabet.charAt(Number(number & 31n)) + text;
    number >>= 5n;
  }
  return text;
};
