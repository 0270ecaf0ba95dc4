/** There is no such method here. */
export class MethodNotFoundError extends Error {
  override readonly name = 'MethodNotFoundError';

  constructor() {
    super('There is no such method. Call `system.listMethods` for the names of all methods.');
  }
}

/** The parameters do not fit the method. The message is for the caller, and repeats nothing that was sent. */
export class InvalidParamsError extends Error {
  override readonly name = 'InvalidParamsError';
}

/** One message, whatever is wrong: an unknown user and a wrong password look the same to whoever tries them. */
export class LoginRefusedError extends Error {
  override readonly name = 'LoginRefusedError';

  constructor() {
    super('Authentication failed');
  }
}
