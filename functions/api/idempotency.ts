import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { InvalidInputError } from '../http/problems.ts';

/** @throws InvalidInputError */
export const givenKey = (headers: Readonly<Record<string, string | undefined>>): string | undefined =>
  readIdempotencyKey(headers['idempotency-key'], invalidKey);

const invalidKey = (detail: string): Error =>
  new InvalidInputError([{ pointer: 'Idempotency-Key', code: 'invalid', detail }]);

export const replayed = (isReplayed: boolean): Readonly<Record<string, string>> =>
  isReplayed ? { 'idempotent-replayed': 'true' } : {};
