import { InvalidParamsError } from './errors.ts';

/** @throws InvalidParamsError: a key that is silently not taken would cost its caller the protection it asks for. */
export const readIdempotencyKey = (header: string | undefined): string | undefined => {
  if (header === undefined || /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  throw new InvalidParamsError(
    'The header Idempotency-Key must have 1 to 255 printable ASCII characters without spaces.',
  );
};
