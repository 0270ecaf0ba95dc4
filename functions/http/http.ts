import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Problem } from '../contract/problems.ts';
import { RateLimitedError } from '../messages/errors.ts';
import { logger, setInvocation } from '../runtime/logger.ts';
import { MethodNotAllowedError, problemFor } from './problems.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** API Gateway's request id. The access log of the HTTP API and the `instance` of a problem have the same one. */
interface Identified {
  readonly requestContext: { readonly requestId: string };
}

/** Makes an HTTP function of a handler: logs every request, and answers every error with a problem document. */
export const http = <E extends Identified = Event>(handle: (event: E, context: Context) => Promise<Result>) =>
  middy<E, Result>().use(logRequests<E>()).use(problemDocuments<E>()).handler(handle);

export const json = (statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Result => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

/** Seconds to wait before retrying, if a request is in flight or the service is overloaded. */
const soon = 2;

const retryAfterOf = (error: unknown, { status, type }: Problem): number | undefined => {
  if (error instanceof RateLimitedError) return error.retryAfter;
  return status === 503 || type.endsWith(':request-in-flight') ? soon : undefined;
};

const problemDocuments = <E extends Identified>(): MiddlewareObj<E, Result> => ({
  onError: (request) => {
    const { requestId } = request.event.requestContext;
    const document = { ...problemFor(request.error), instance: `urn:textgate:request:${requestId}` };
    const retryAfter = retryAfterOf(request.error, document);
    request.response = json(document.status, document, {
      'content-type': 'application/problem+json',
      // RFC 9110, section 15.5.6.
      ...(request.error instanceof MethodNotAllowedError && { allow: request.error.allowed.join(', ') }),
      ...(document.status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    });
  },
});

/**
 * One line per request, without its contents. A caller's mistakes are logged as info; failures of textgate as errors,
 * with their cause.
 */
const logRequests = <E extends Identified>(): MiddlewareObj<E, Result> => {
  const line = (request: middy.Request<E, Result>) => ({
    // A REST API's request has none.
    ...('routeKey' in request.event && { route: request.event.routeKey }),
    status: request.response?.statusCode,
  });
  return {
    before: ({ event }) => setInvocation({ requestId: event.requestContext.requestId }),
    after: (request) => logger.info('request', line(request)),
    onError: (request) => {
      const status = request.response?.statusCode ?? 500;
      if (status >= 500) logger.error('request failed', { ...line(request), error: request.error });
      else logger.info('request rejected', { ...line(request), reason: request.error?.name });
    },
  };
};
