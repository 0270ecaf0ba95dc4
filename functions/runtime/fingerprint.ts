import { createHmac } from 'node:crypto';
import { isRecord } from '../contract/fields.ts';

/**
 * Two requests under one idempotency key with the same fingerprint ask for the same. The key, which is not recorded,
 * keeps what was asked from being guessed by its fingerprint: of texts with a code of six digits there are only a million.
 */
export const fingerprintOf = (asked: unknown, key: string): string =>
  createHmac('sha256', key).update(JSON.stringify(asked, inOneOrder)).digest('base64url');

/** For `JSON.stringify`: the order of an object's members says nothing. Those that are in this one are not sorted anew. */
export const inOneOrder = (_: string, value: unknown): unknown => {
  if (!isRecord(value)) return value;
  const isOrdered = Object.keys(value).every((name, index, names) => index === 0 || (names[index - 1] ?? '') < name);
  return isOrdered ? value : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};
