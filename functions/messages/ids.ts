import { createHash, randomFillSync } from 'node:crypto';
import { base32, ulid } from '../runtime/ulid.ts';

/** Whether a text has the form of a message id; says nothing about whether it exists. */
export const isMessageId = (text: string): boolean => /^msg_[0-9A-HJKMNP-TV-Z]{26}$/.test(text);

/** A new id that sorts by time: 48 bits of milliseconds since 1970, then 80 random bits (a ULID). */
export const newMessageId = (now: Date, random: (size: number) => Uint8Array = pooledBytes): string =>
  `msg_${ulid(now.getTime(), random(10))}`;

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
