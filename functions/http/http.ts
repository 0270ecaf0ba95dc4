import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Problem } from '../contract/problems.ts';
import { RateLimitedError } from '../messages/errors.ts';
import { logger, setInvocation } from '../runtime/logger.ts';
import { MethodNotAllowedError, problemFor } from './problems.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** By API Gateway: the HTTP API's access log, and a problem's `instance`, tell the same id. */
interface Identified {
  readonly requestContext: { readonly requestId: string };
}

/**
 * Turns what a Lambda does into an HTTP function: each request is a line in the log, without its contents, and each error a
 * problem document. A caller's mistakes are information; ours are errors, with their cause.
 */
export const http =
  <E extends Identified = Event>(handle: (event: E, context: Context) => Promise<Result>) =>
  async (event: E, context: Context): Promise<Result> => {
    const { requestId } = event.requestContext;
    // A REST API's request has none.
    const route = 'routeKey' in event ? { route: event.routeKey } : {};
    setInvocation({ requestId });
    try {
      const result = await handle(event, context);
      logger.info('request', { ...route, status: result.statusCode });
      return result;
    } catch (error) {
      const problem = problemFor(error);
      const line = { ...route, status: problem.status };
      if (problem.status >= 500) logger.error('request failed', { ...line, error });
      else logger.info('request refused', { ...line, reason: error instanceof Error ? error.name : undefined });
      return problemDocument(problem, error, requestId);
    }
  };

export const json = (statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Result => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

/** Seconds after which a request that is in flight, or a service that is overloaded, is worth another try. */
const soon = 2;

const retryAfterOf = (error: unknown, { status, type }: Problem): number | undefined => {
  if (error instanceof RateLimitedError) return error.retryAfter;
  return status === 503 || type.endsWith(':request-in-flight') ? soon : undefined;
};

const problemDocument = (problem: Problem, error: unknown, requestId: string): Result => {
  const retryAfter = retryAfterOf(error, problem);
  return json(
    problem.status,
    { ...problem, instance: `urn:textgate:request:${requestId}` },
    {
      'content-type': 'application/problem+json',
      // RFC 9110, section 15.5.6.
      ...(error instanceof MethodNotAllowedError && { allow: error.allowed.join(', ') }),
      ...(problem.status === 401 && { 'www-authenticate': 'Bearer' }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
  );
};
