import * as errors from './errors.ts';
import type { ProblemType } from './types.ts';

/** Each type of problem in the contract needs a class here. */
export const problemClasses = {
  'invalid-request': errors.InvalidRequestError,
  'malformed-request': errors.MalformedRequestError,
  'invalid-cursor': errors.InvalidCursorError,
  unauthenticated: errors.UnauthenticatedError,
  'insufficient-credit': errors.InsufficientCreditError,
  forbidden: errors.ForbiddenError,
  'not-found': errors.NotFoundError,
  'method-not-allowed': errors.MethodNotAllowedError,
  'not-cancelable': errors.NotCancelableError,
  'too-many-webhooks': errors.TooManyWebhooksError,
  'secret-rotated-lately': errors.SecretRotatedLatelyError,
  'webhook-disabled': errors.WebhookDisabledError,
  'request-in-flight': errors.RequestInFlightError,
  'payload-too-large': errors.PayloadTooLargeError,
  'unsupported-media-type': errors.UnsupportedMediaTypeError,
  'idempotency-key-reused': errors.IdempotencyKeyReusedError,
  'rate-limited': errors.RateLimitedError,
  internal: errors.InternalError,
  'gateway-unavailable': errors.GatewayUnavailableError,
  'store-unavailable': errors.StoreUnavailableError,
} as const satisfies Record<ProblemType, typeof errors.ApiError>;
