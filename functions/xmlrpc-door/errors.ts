export class MethodNotFoundError extends Error {
  override readonly name = 'MethodNotFoundError';

  constructor() {
    super('There is no such method. Call `system.listMethods` for the names of all methods.');
  }
}

/** The parameters do not fit the method. The message is for the caller and repeats nothing of the call. */
export class InvalidParamsError extends Error {
  override readonly name = 'InvalidParamsError';
}

/** The message is the same for an unknown user and a wrong password, so that it tells nothing to those who try them. */
export class LoginRejectedError extends Error {
  override readonly name = 'LoginRejectedError';

  constructor() {
    super('Authentication failed');
  }
}
