import { idempotencyKeyPattern, idempotencyKeyRule } from '../contract/identifiers.ts';

/**
 * The key in the header. An invalid key is rejected: to ignore it would take from the caller the protection that it asks
 * for.
 * @throws what `errorFor` makes of the problem
 */
export const readIdempotencyKey = (
  header: string | undefined,
  errorFor: (problem: string) => Error,
): string | undefined => {
  if (header === undefined || idempotencyKeyPattern.test(header)) return header;
  throw errorFor(`Idempotency-Key ${idempotencyKeyRule}`);
};
