/** Something is missing or in the way. The message tells a person what to do. */
export class CannotStartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CannotStartError';
  }
}
