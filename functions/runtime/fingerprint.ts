import { createHmac } from 'node:crypto';
import { isRecord } from '../contract/fields.ts';

/**
 * Two requests under one idempotency key ask for the same if they have the same fingerprint. The key is not recorded.
 * It keeps readers of records from guessing the request: there are only a million texts with a six-digit code.
 */
export const fingerprintOf = (asked: unknown, key: string): string =>
  createHmac('sha256', key).update(JSON.stringify(asked, inOneOrder)).digest('base64url');

/** For `JSON.stringify`: sorts the members of objects, because their order means nothing. */
export const inOneOrder = (_: string, value: unknown): unknown => {
  if (!isRecord(value)) return value;
  const isOrdered = Object.keys(value).every((name, index, names) => index === 0 || (names[index - 1] ?? '') < name);
  return isOrdered ? value : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};
