import { createHash, randomInt } from 'node:crypto';
import type { Scope } from '../contract/scopes.ts';
import { crc32 } from './crc32.ts';

/** What is kept of a key: all but the key. */
export interface ApiKey {
  /** `key_` and 16 characters; names the key in lists and logs, and opens nothing. */
  readonly id: string;
  readonly account: string;
  readonly name: string;
  /** SHA-256 of the key, in hex. A key is random, so that a slow password hash would add nothing. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly revokedAt?: string;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 178 bits. */
const secretLength = 30;

/** As many as 32 bits take. */
const checksumLength = 6;

const form = new RegExp(`^textgate_([0-9A-Za-z]{${secretLength}})([0-9A-Za-z]{${checksumLength}})$`);

/** Draws an integer from 0 up to, not including, the limit; cryptographically random. */
export type Random = (limit: number) => number;

export const randomText = (length: number, random: Random = randomInt): string =>
  Array.from({ length }, () => base62.charAt(random(base62.length))).join('');

/**
 * A new key, to be shown once: `textgate_`, 30 random characters and a checksum of them.
 *
 * The prefix and the checksum let secret scanners find leaked keys, and let us refuse a mistyped one without a read.
 */
export const newApiKey = (random: Random = randomInt): { key: string; id: string; hash: string } => {
  const secret = randomText(secretLength, random);
  const key = `textgate_${secret}${checksum(secret)}`;
  return { key, id: `key_${randomText(16, random)}`, hash: hashApiKey(key) };
};

/** Whether a text could be a key of ours; says nothing about whether it exists. */
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
