/** A time range cannot be counted. The message says what to change. */
export class RangeOfTimeError extends Error {
  override readonly name = 'RangeOfTimeError';
}
