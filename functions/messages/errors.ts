/** Something that is wrong with a request. */
export interface FieldProblem {
  /** The field of the `SendRequest`, with the place if it is a list: `['to', 3]`. */
  readonly field: readonly (string | number)[];
  readonly code: string;
  readonly detail: string;
}

/** textgate rejects the request. The error names every field at fault. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    super(problems.map((problem) => `${problem.field.join('.')}: ${problem.detail}`).join(' '));
    this.problems = problems;
  }
}

/** The account's credits cover none of the request's messages. They are recorded as failed, and none was sent. */
export class InsufficientCreditError extends Error {
  override readonly name = 'InsufficientCreditError';
}

/** The request would exceed how many messages the account may send in a window. Nothing was recorded or sent. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly window: 'minute' | 'day';
  /** Seconds until the window ends. */
  readonly retryAfter: number;

  constructor(window: 'minute' | 'day', limit: number, retryAfter: number) {
    super(`Rate limit of ${limit} messages per ${window}: fewer remain than this request needs.`);
    this.window = window;
    this.retryAfter = retryAfter;
  }
}

/** An operator tried to settle a message that is not `indeterminate`. */
export class NotIndeterminateError extends Error {
  override readonly name = 'NotIndeterminateError';
}

/** A different request has used this idempotency key before. */
export class IdempotencyKeyReusedError extends Error {
  override readonly name = 'IdempotencyKeyReusedError';
}

/** A request with the same idempotency key is still being carried out. */
export class RequestInFlightError extends Error {
  override readonly name = 'RequestInFlightError';
}

/** The message does not exist, or it belongs to another account. Callers must not learn which. */
export class MessageNotFoundError extends Error {
  override readonly name = 'MessageNotFoundError';
}

/** The number is not on the account's suppression list. */
export class SuppressionNotFoundError extends Error {
  override readonly name = 'SuppressionNotFoundError';
}

/** The upstream could not be reached in time, or gave no answer that can be understood. */
export class UpstreamUnavailableError extends Error {
  override readonly name = 'UpstreamUnavailableError';
  /** The upstream answered, but the answer makes no sense. Asking the same again is not likely to help. */
  readonly answered: boolean;

  constructor(message: string, options: ErrorOptions & { readonly answered?: boolean } = {}) {
    super(message, options);
    this.answered = options.answered ?? false;
  }
}

/** A call to the upstream could not begin in time. Nothing was sent. */
export class CallTooLateError extends Error {
  override readonly name = 'CallTooLateError';
}

/** The store could not be read or written. Nothing was handed over. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** textgate did not issue this list cursor, or issued it to another account. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}
