import { createHash, randomInt } from 'node:crypto';
import type { Scope } from '../contract/scopes.ts';
import { crc32 } from './crc32.ts';

/** The record of a key, without the key itself. */
export interface ApiKey {
  /** `key_` and 16 characters. Names the key in lists and logs, but gives no access. */
  readonly id: string;
  readonly account: string;
  readonly name: string;
  /** SHA-256 of the key, in hex. Keys are random, so a slow password hash would add nothing. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly revokedAt?: string;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 178 bits. */
const secretLength = 30;

/** Enough for 32 bits. */
const checksumLength = 6;

const form = new RegExp(`^textgate_([0-9A-Za-z]{${secretLength}})([0-9A-Za-z]{${checksumLength}})$`);

/** A cryptographically random integer from 0 up to, but not including, the limit. */
export type Random = (limit: number) => number;

export const randomText = (length: number, random: Random = randomInt): string =>
  Array.from({ length }, () => base62.charAt(random(base62.length))).join('');

/**
 * A new key, to be shown once: `textgate_`, 30 random characters and a checksum of them.
 *
 * Secret scanners find leaked keys by the prefix and the checksum. A mistyped key is rejected without a read.
 */
export const newApiKey = (random: Random = randomInt): { key: string; id: string; hash: string } => {
  const secret = randomText(secretLength, random);
  const key = `textgate_${secret}${checksum(secret)}`;
  return { key, id: `key_${randomText(16, random)}`, hash: hashApiKey(key) };
};

/** Whether a text has the form of a key. It need not exist. */
export const isApiKey = (text: string): boolean => {
  const [, secret, sum] = form.exec(text) ?? [];
  return secret !== undefined && checksum(secret) === sum;
};

export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

const checksum = (secret: string): string => {
  let rest = crc32(secret);
  let text = '';
  for (let digit = 0; digit < checksumLength; digit += 1) {
    text = base62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
};
