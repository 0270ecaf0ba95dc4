/** A run was stopped before its end. The message tells the user why. */
export class CutOffError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CutOffError';
  }
}
