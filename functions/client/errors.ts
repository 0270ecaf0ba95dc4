import type { Problem } from './types.ts';

/**
 * Everything that the client rejects with, but for the reason of a caller's own signal. None of it holds an API key.
 */
export class TextgateError extends Error {
  override readonly name: string = 'TextgateError';
}

/**
 * There was no whole answer: refused, cut off, or no network; or, in a page of another origin, the browser kept it back:
 * that origin is not in `corsOrigins`, or API Gateway answered by itself. What was asked for may have been done all the
 * same.
 */
export class ConnectionError extends TextgateError {
  override readonly name = 'ConnectionError';
}

/** It took too long: an attempt, or a wait. What was asked for may have been done all the same. */
export class TimeoutError extends TextgateError {
  override readonly name = 'TimeoutError';
}

export type WebhookRefusal = 'header' | 'timestamp' | 'secret' | 'signature' | 'body';

/** What came to a webhook's address cannot be taken for textgate's. */
export class WebhookVerificationError extends TextgateError {
  override readonly name = 'WebhookVerificationError';
  /**
   * `header`: one is missing, or cannot be read. `timestamp`: too old, or too new. `signature`: none is of a secret
   * that was given. `body`: it is signed, and no JSON; or what was given is neither text nor bytes. And `secret`, which
   * is no fault of the sender: one that was given has not the form of one.
   */
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface ApiErrorDetails {
  /** Of HTTP; 0 where a browser hides that of a redirect. */
  readonly status: number;
  /** Quote it when you ask about the request. */
  readonly requestId?: string | undefined;
  /** Absent: something between here and the API answered, or a function of it that had no room or no time. */
  readonly problem?: Problem | undefined;
  /** Seconds after which another try is worth it, as far as the answer says. */
  readonly retryAfter?: number | undefined;
}

/** An answer that is not the one asked for. Each type of problem has a class of its own. */
export class ApiError extends TextgateError implements ApiErrorDetails {
  override readonly name: string = 'ApiError';
  readonly status: number;
  readonly requestId: string | undefined;
  readonly problem: Problem | undefined;
  readonly retryAfter: number | undefined;

  constructor(message: string, { status, requestId, problem, retryAfter }: ApiErrorDetails) {
    super(message);
    this.status = status;
    this.requestId = requestId;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** 400: each field at fault is in `problem.errors`. */
export class InvalidRequestError extends ApiError {
  override readonly name = 'InvalidRequestError';
}

/** 400: the body cannot be read. */
export class MalformedRequestError extends ApiError {
  override readonly name = 'MalformedRequestError';
}

/** 400: the cursor is of another list, or of another query. */
export class InvalidCursorError extends ApiError {
  override readonly name = 'InvalidCursorError';
}

/** 401: the API key is not valid, or was revoked. */
export class UnauthenticatedError extends ApiError {
  override readonly name = 'UnauthenticatedError';
}

/** 402: the account's credits do not suffice. Nothing was sent. */
export class InsufficientCreditError extends ApiError {
  override readonly name = 'InsufficientCreditError';
}

/** 403: the API key has not the scope for this. */
export class ForbiddenError extends ApiError {
  override readonly name = 'ForbiddenError';
}

/** 404: there is none, or it is another account's. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
}

/** 405: `url` leads to another version of the API, or to something else. */
export class MethodNotAllowedError extends ApiError {
  override readonly name = 'MethodNotAllowedError';
}

/** 409: the message has been sent already, or has ended. */
export class NotCancelableError extends ApiError {
  override readonly name = 'NotCancelableError';
}

/** 409: delete a webhook first. */
export class TooManyWebhooksError extends ApiError {
  override readonly name = 'TooManyWebhooksError';
}

/** 409: as many secrets as can sign at once still do. */
export class SecretRotatedLatelyError extends ApiError {
  override readonly name = 'SecretRotatedLatelyError';
}

/** 409: enable the webhook first. */
export class WebhookDisabledError extends ApiError {
  override readonly name = 'WebhookDisabledError';
}

/** 409: the same request, or another test, is being carried out, and still was after the last retry. */
export class RequestInFlightError extends ApiError {
  override readonly name = 'RequestInFlightError';
}

/** 413: the request, or what its answer would be, is too large. Nothing was done. */
export class PayloadTooLargeError extends ApiError {
  override readonly name = 'PayloadTooLargeError';
}

/** 415: something on the way has changed the content type. */
export class UnsupportedMediaTypeError extends ApiError {
  override readonly name = 'UnsupportedMediaTypeError';
}

/** 422: the idempotency key was used for another request. Nothing was done now. */
export class IdempotencyKeyReusedError extends ApiError {
  override readonly name = 'IdempotencyKeyReusedError';
}

/** 429: the account's limit. Nothing was sent; `retryAfter` says when there is room again, which may be hours. */
export class RateLimitedError extends ApiError {
  override readonly name = 'RateLimitedError';
}

/** 500: recorded at the gateway, with its `requestId`. */
export class InternalError extends ApiError {
  override readonly name = 'InternalError';
}

/** 503: the SMS gateway does not answer. */
export class GatewayUnavailableError extends ApiError {
  override readonly name = 'GatewayUnavailableError';
}

/** 503: the service is overloaded. Of a send: nothing was handed over. */
export class StoreUnavailableError extends ApiError {
  override readonly name = 'StoreUnavailableError';
}
