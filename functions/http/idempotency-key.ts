import { idempotencyKeyPattern, idempotencyKeyRule } from '../contract/identifiers.ts';

/**
 * The header's key.
 * @throws what `refusal` makes of the problem: a key that is silently not taken would cost its caller the protection it
 * asks for
 */
export const readIdempotencyKey = (
  header: string | undefined,
  refusal: (problem: string) => Error,
): string | undefined => {
  if (header === undefined || idempotencyKeyPattern.test(header)) return header;
  throw refusal(`Idempotency-Key ${idempotencyKeyRule}`);
};
