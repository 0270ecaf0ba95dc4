/**
 * The header's key, of the form that every door takes.
 * @throws what `refusal` makes of the problem: a key that is silently not taken would cost its caller the protection it
 * asks for
 */
export const readIdempotencyKey = (
  header: string | undefined,
  refusal: (problem: string) => Error,
): string | undefined => {
  if (header === undefined || /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw refusal(
    'Idempotency-Key must have 1 to 255 printable ASCII characters without spaces; a UUID is a good choice.',
  );
};
