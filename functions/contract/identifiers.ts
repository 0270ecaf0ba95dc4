/** The form of an account's id. */
export const accountIdPattern = /^acc_[0-9A-Za-z]{22}$/;

/** The form of an idempotency key, the same at every door: one key names one request, whichever door it uses. */
export const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** The end of the sentence that rejects a key of another form. It begins with the name of the header or field. */
export const idempotencyKeyRule =
  'must have 1 to 255 printable ASCII characters without spaces; a UUID is a good choice.';
