import { ForbiddenError, UnauthenticatedError } from '../accounts/errors.ts';
import { type InputProblem, type Problem, problem } from '../contract/problems.ts';
import {
  IdempotencyKeyReusedError,
  InsufficientCreditError,
  InvalidCursorError,
  InvalidRequestError,
  MessageNotFoundError,
  RateLimitedError,
  RequestInFlightError,
  StoreUnavailableError,
  SuppressionNotFoundError,
  UpstreamUnavailableError,
} from '../messages/errors.ts';
import { RangeOfTimeError } from '../statistics/errors.ts';
import {
  DeliveryNotFoundError,
  SecretRotatedLatelyError,
  TestUnderWayError,
  TooManyWebhooksError,
  WebhookDisabledError,
  WebhookNotFoundError,
} from '../webhooks/errors.ts';
import { jsonPointer } from './json-pointer.ts';

/** A body, query or header is not valid. It names every mistake. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    super(problems.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' '));
    this.problems = problems;
  }
}

/** The request cannot be read: its body, encoding, media type or size is wrong. */
export class HttpRequestError extends Error {
  override readonly name = 'HttpRequestError';
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

/** There is nothing at this address. */
export class PageNotFoundError extends Error {
  override readonly name = 'PageNotFoundError';
}

/** The address exists, but not for this method. */
export class MethodNotAllowedError extends Error {
  override readonly name = 'MethodNotAllowedError';
  readonly allowed: readonly string[];

  constructor(message: string, allowed: readonly string[]) {
    super(message);
    this.allowed = allowed;
  }
}

/** The status of the message does not allow cancelling it. */
export class NotCancelableError extends Error {
  override readonly name = 'NotCancelableError';
}

const invalidRequest = (problems: readonly InputProblem[]): Problem =>
  problem('invalid-request', 'See `errors`: it says what is wrong with each field.', problems);

/**
 * The one place that turns errors into answers. An error that is not meant for callers becomes `internal`, without its
 * message.
 */
export const problemFor = (error: unknown): Problem => {
  if (error instanceof InvalidInputError) return invalidRequest(error.problems);
  if (error instanceof InvalidRequestError) {
    return invalidRequest(error.problems.map(({ field, ...rest }) => ({ pointer: jsonPointer(field), ...rest })));
  }
  if (error instanceof RangeOfTimeError)
    return invalidRequest([{ pointer: '?from', code: 'invalid', detail: error.message }]);
  if (error instanceof HttpRequestError) {
    if (error.status === 413) return problem('payload-too-large', error.message);
    return problem(error.status === 415 ? 'unsupported-media-type' : 'malformed-request', error.message);
  }
  if (error instanceof UnauthenticatedError) return problem('unauthenticated', error.message);
  if (error instanceof ForbiddenError) return problem('forbidden', error.message);
  if (error instanceof InsufficientCreditError) return problem('insufficient-credit', error.message);
  if (error instanceof RateLimitedError) return problem('rate-limited', error.message);
  if (error instanceof MessageNotFoundError) return problem('not-found', 'There is no message with this id.');
  if (error instanceof SuppressionNotFoundError)
    return problem('not-found', 'This number is not on the suppression list.');
  if (error instanceof WebhookNotFoundError || error instanceof DeliveryNotFoundError)
    return problem('not-found', error.message);
  if (error instanceof TooManyWebhooksError) return problem('too-many-webhooks', error.message);
  if (error instanceof SecretRotatedLatelyError) return problem('secret-rotated-lately', error.message);
  if (error instanceof WebhookDisabledError) return problem('webhook-disabled', error.message);
  if (error instanceof PageNotFoundError) return problem('not-found', 'There is no such page.');
  if (error instanceof MethodNotAllowedError) return problem('method-not-allowed', error.message);
  if (error instanceof NotCancelableError) return problem('not-cancelable', error.message);
  if (error instanceof InvalidCursorError) return problem('invalid-cursor', error.message);
  if (error instanceof IdempotencyKeyReusedError) return problem('idempotency-key-reused', error.message);
  if (error instanceof RequestInFlightError || error instanceof TestUnderWayError)
    return problem('request-in-flight', error.message);
  if (error instanceof UpstreamUnavailableError) {
    return problem(
      'gateway-unavailable',
      'The SMS gateway did not answer. Try again, or get the recorded state without `refresh`.',
    );
  }
  if (error instanceof StoreUnavailableError) return problem('store-unavailable', error.message);
  return problem('internal', 'Internal error. It has been logged: quote `instance` when you ask about it.');
};
