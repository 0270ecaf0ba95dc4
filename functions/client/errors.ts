import type { Problem } from './types.ts';

/**
 * The class of all errors of the client, except for the reason of a caller's own signal. None contains the API key.
 */
export class TextgateError extends Error {
  override readonly name: string = 'TextgateError';
}

/**
 * No whole answer came: the connection was refused or broke off, or there is no network. In a page of another origin,
 * the browser may have withheld the answer, because the origin is not in `corsOrigins` or API Gateway itself answered.
 * The request may have been carried out.
 */
export class ConnectionError extends TextgateError {
  override readonly name = 'ConnectionError';
}

/** An attempt or a wait took too long. The request may have been carried out. */
export class TimeoutError extends TextgateError {
  override readonly name = 'TimeoutError';
}

export type WebhookRefusal = 'header' | 'timestamp' | 'secret' | 'signature' | 'body';

/** A request to a webhook's address did not prove that it comes from textgate. */
export class WebhookVerificationError extends TextgateError {
  override readonly name = 'WebhookVerificationError';
  /**
   * `header`: a header is missing or cannot be read. `timestamp`: it is too old or too new. `signature`: none matches a
   * given secret. `body`: it is signed but not JSON, or the argument is neither text nor bytes. `secret`: a given
   * secret does not have the form of one, which is not the sender's fault.
   */
  readonly reason: WebhookRefusal;

  constructor(reason: WebhookRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface ApiErrorDetails {
  /** The HTTP status; 0 if a browser hides the status of a redirect. */
  readonly status: number;
  /** Quote it when you ask about the request. */
  readonly requestId?: string | undefined;
  /** Absent: API Gateway or something before it answered, perhaps because a function of the API was overloaded. */
  readonly problem?: Problem | undefined;
  /** The seconds to wait before a retry, if the answer says so. */
  readonly retryAfter?: number | undefined;
}

/** The API answered, but not with success. Each type of problem has a class of its own. */
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

/** 400: the cursor belongs to another list or query. */
export class InvalidCursorError extends ApiError {
  override readonly name = 'InvalidCursorError';
}

/** 401: the API key is not valid, or was revoked. */
export class UnauthenticatedError extends ApiError {
  override readonly name = 'UnauthenticatedError';
}

/** 402: the account does not have enough credits. Nothing was sent. */
export class InsufficientCreditError extends ApiError {
  override readonly name = 'InsufficientCreditError';
}

/** 403: the API key does not have the scope for this. */
export class ForbiddenError extends ApiError {
  override readonly name = 'ForbiddenError';
}

/** 404: it does not exist, or it belongs to another account. */
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

/** 409: the account has the most webhooks that it may have. Delete one first. */
export class TooManyWebhooksError extends ApiError {
  override readonly name = 'TooManyWebhooksError';
}

/** 409: the webhook was given too many new secrets within 24 hours. */
export class SecretRotatedLatelyError extends ApiError {
  override readonly name = 'SecretRotatedLatelyError';
}

/** 409: enable the webhook first. */
export class WebhookDisabledError extends ApiError {
  override readonly name = 'WebhookDisabledError';
}

/** 409: the same request, or another test, is under way, and still was at the last retry. */
export class RequestInFlightError extends ApiError {
  override readonly name = 'RequestInFlightError';
}

/** 413: the request or its answer would be too large. Nothing was done. */
export class PayloadTooLargeError extends ApiError {
  override readonly name = 'PayloadTooLargeError';
}

/** 415: something between the client and the API has changed the content type. */
export class UnsupportedMediaTypeError extends ApiError {
  override readonly name = 'UnsupportedMediaTypeError';
}

/** 422: the idempotency key was used for a different request. This request did nothing. */
export class IdempotencyKeyReusedError extends ApiError {
  override readonly name = 'IdempotencyKeyReusedError';
}

/**
 * 429: the account's limit is reached. Nothing was sent. `retryAfter` says when there is room, which may be in hours.
 */
export class RateLimitedError extends ApiError {
  override readonly name = 'RateLimitedError';
}

/** 500: an internal error of textgate. It has been logged under its `requestId`. */
export class InternalError extends ApiError {
  override readonly name = 'InternalError';
}

/** 503: the SMS gateway does not answer. */
export class GatewayUnavailableError extends ApiError {
  override readonly name = 'GatewayUnavailableError';
}

/** 503: textgate's database is overloaded. If this was a send, nothing was handed over. */
export class StoreUnavailableError extends ApiError {
  override readonly name = 'StoreUnavailableError';
}
