/** One thing wrong with a request. */
export interface FieldProblem {
  /** The field at fault in the `SendRequest`; in a list, the place as well: `['to', 3]`. */
  readonly field: readonly (string | number)[];
  readonly code: string;
  readonly detail: string;
}

/** The request cannot be carried out as it stands; it names every field at fault. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    super(problems.map((problem) => `${problem.field.join('.')}: ${problem.detail}`).join(' '));
    this.problems = problems;
  }
}

/** The account's credits cover none of the request's messages: they are recorded as failed, and none was sent. */
export class InsufficientCreditError extends Error {
  override readonly name = 'InsufficientCreditError';
}

/** The account has used up how much it may send in a window. Nothing was recorded or sent. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly window: 'minute' | 'day';
  /** Seconds until the window ends. */
  readonly retryAfter: number;

  constructor(window: 'minute' | 'day', limit: number, retryAfter: number) {
    super(
      `The account may send ${limit} messages a ${window}, and has not as many left as this request has recipients.`,
    );
    this.window = window;
    this.retryAfter = retryAfter;
  }
}

/** Only a message whose outcome is unknown is settled by hand. */
export class NotIndeterminateError extends Error {
  override readonly name = 'NotIndeterminateError';
}

/** The idempotency key was used before with another request. */
export class IdempotencyKeyReusedError extends Error {
  override readonly name = 'IdempotencyKeyReusedError';
}

/** A request with the same idempotency key is still being carried out. */
export class RequestInFlightError extends Error {
  override readonly name = 'RequestInFlightError';
}

/** No such message, or it belongs to another account: the two are not told apart. */
export class MessageNotFoundError extends Error {
  override readonly name = 'MessageNotFoundError';
}

/** The number is not on the account's suppression list. */
export class SuppressionNotFoundError extends Error {
  override readonly name = 'SuppressionNotFoundError';
}

/** The upstream could not be reached, or its answer could not be understood, within the bounds of a call. */
export class UpstreamUnavailableError extends Error {
  override readonly name = 'UpstreamUnavailableError';
  /** The upstream did answer, but not to what was asked: the same question will not fare better. */
  readonly answered: boolean;

  constructor(message: string, options: ErrorOptions & { readonly answered?: boolean } = {}) {
    super(message, options);
    this.answered = options.answered ?? false;
  }
}

/** The time for a call to the upstream was over before it began. Nothing was sent. */
export class CallTooLateError extends Error {
  override readonly name = 'CallTooLateError';
}

/** The record of messages could not be read or written. Nothing was handed over. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** The list cursor was not one of ours, or not this account's. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}
