/** The form of a key at every door, so that one key can name one request at all of them. */
export const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** What a key of another form is told, after the name of where it stood. */
export const idempotencyKeyRule =
  'must have 1 to 255 printable ASCII characters without spaces; a UUID is a good choice.';

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
