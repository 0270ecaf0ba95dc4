/** What the control API will not do; its message is the answer's `error`. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** Of HTTP. */
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}
