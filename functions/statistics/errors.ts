/** A range of time cannot be counted: its message says what is to be another. */
export class RangeOfTimeError extends Error {
  override readonly name = 'RangeOfTimeError';
}
