/** A run was ended before its end; the message tells a person why. */
export class CutOffError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CutOffError';
  }
}
