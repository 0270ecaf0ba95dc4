import { createHash, randomFillSync } from 'node:crypto';
import { base32, ulid } from '../runtime/ulid.ts';

/** Whether a text has the form of a message id. The message need not exist. */
export const isMessageId = (text: string): boolean => /^msg_[0-9A-HJKMNP-TV-Z]{26}$/.test(text);

/** A new id that sorts by time: 48 bits of milliseconds since 1970, then 80 random bits (a ULID). */
export const newMessageId = (now: Date, random: (size: number) => Uint8Array = pooledBytes): string =>
  `msg_${ulid(now.getTime(), random(10))}`;

/** Random bytes are fetched for many ids at once: a system call for each id would double the cost of an id. */
const pool = new Uint8Array(4000);
let used = pool.length;

const pooledBytes = (size: number): Uint8Array => {
  if (used + size > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += size;
  return pool.subarray(used - size, used);
};

/**
 * Always the same id for an account, idempotency key and position, so that a replay finds the records of the first run.
 */
export const derivedMessageId = (account: string, idempotencyKey: string, position: number): string => {
  const name = JSON.stringify([account, idempotencyKey, position]);
  return `msg_${base32(createHash('sha256').update(name).digest().subarray(0, 16))}`;
};
