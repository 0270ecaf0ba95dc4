import { createHmac } from 'node:crypto';
import { isRecord } from '../contract/fields.ts';

/**
 * Two requests under one idempotency key with the same fingerprint ask for the same. The key, which is not recorded,
 * keeps what was asked from being guessed by its fingerprint: of texts with a code of six digits there are only a million.
 */
export const fingerprintOf = (asked: unknown, key: string): string =>
  createHmac('sha256', key).update(JSON.stringify(asked, inOneOrder)).digest('base64url');

/** The order of an object's members says nothing. */
const inOneOrder = (_: string, value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
