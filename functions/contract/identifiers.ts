/** What an account's id looks like. */
export const accountIdPattern = /^acc_[0-9A-Za-z]{22}$/;

/** The form of a key at every door, so that one key can name one request at all of them. */
export const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** What a key of another form is told, after the name of where it stood. */
export const idempotencyKeyRule =
  'must have 1 to 255 printable ASCII characters without spaces; a UUID is a good choice.';
