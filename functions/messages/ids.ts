import { createHash, randomFillSync } from 'node:crypto';

/** Crockford's base 32: no letter that is mistaken for another, and it sorts like the number it writes. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Whether a text has the form of a message id; says nothing about whether it exists. */
export const isMessageId = (text: string): boolean => /^msg_[0-9A-HJKMNP-TV-Z]{26}$/.test(text);

/** A new id that sorts by time: 48 bits of milliseconds since 1970, then 80 random bits (a ULID). */
export const newMessageId = (now: Date, random: (size: number) => Uint8Array = pooledBytes): string => {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  bytes.set(random(10), 6);
  return `msg_${base32(bytes)}`;
};

/** Random bytes are fetched for many ids at once: a call to the system for each costs as much as all else here. */
const pool = new Uint8Array(4000);
let taken = pool.length;

const pooledBytes = (size: number): Uint8Array => {
  if (taken + size > pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += size;
  return pool.subarray(taken - size, taken);
};

/** The same id for the same account, idempotency key and position: a replay finds what the first run recorded. */
export const derivedMessageId = (account: string, idempotencyKey: string, position: number): string => {
  const name = JSON.stringify([account, idempotencyKey, position]);
  return `msg_${base32(createHash('sha256').update(name).digest().subarray(0, 16))}`;
};

/** 128 bits as 26 digits, the first of which carries the top three bits. */
const base32 = (bytes: Uint8Array): string => {
  let text = '';
  // Two bits more, so that the digits come out even.
  let open = 2;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (open += 8; open >= 5; open -= 5) text += alphabet.charAt((value >> (open - 5)) & 31);
    value &= 31;
  }
  return text;
};
