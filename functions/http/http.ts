import middy, { type MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as v from 'valibot';
import type { Principal } from '../accounts/account.ts';
import type { Scope } from '../accounts/api-key.ts';
import { type Authenticate, requireScope } from '../accounts/authenticate.ts';
import { wrongMethod } from '../contract/routes.ts';
import { RateLimitedError } from '../messages/errors.ts';
import { logger, setInvocation } from '../runtime/logger.ts';
import { readJsonBody } from './json-body.ts';
import { MethodNotAllowedError, type Problem, problemFor } from './problems.ts';
import { validate } from './validate.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** A request that is authenticated and of the right form. */
export interface ApiRequest<Body, Query> {
  readonly principal: Principal;
  readonly body: Body;
  readonly query: Query;
  readonly path: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** When the function's time ends, in milliseconds since 1970. */
  readonly deadline: number;
}

/** What one route does, for whom, with requests of which form. */
export interface Definition<Body extends v.GenericSchema, Query extends v.GenericSchema> {
  readonly scope: Scope;
  /** Absent: the request's body is not looked at. */
  readonly body?: Body;
  /** Absent: query parameters are not looked at. */
  readonly query?: Query;
  handle(request: ApiRequest<v.InferOutput<Body>, v.InferOutput<Query>>): Promise<Result>;
}

export type Endpoint = (principal: Principal, event: Event, context: Context) => Promise<Result>;

/** Endpoints by route key: `POST /v1/messages`. */
export type Endpoints = Readonly<Record<string, Endpoint>>;

/** By API Gateway: the HTTP API's access log, and a problem's `instance`, tell the same id. */
interface Identified {
  readonly requestContext: { readonly requestId: string };
}

/** Turns what a Lambda does into an HTTP function: every request is logged, every error is a problem document. */
export const http = <E extends Identified = Event>(handle: (event: E, context: Context) => Promise<Result>) =>
  middy<E, Result>().use(logRequests<E>()).use(problemDocuments<E>()).handler(handle);

export const endpoint = <Body extends v.GenericSchema, Query extends v.GenericSchema>({
  scope,
  body,
  query,
  handle,
}: Definition<Body, Query>): Endpoint => {
  return async (principal, event, context) => {
    requireScope(principal, scope);
    return handle({
      principal,
      body: body && validate(body, readJsonBody(event), ''),
      query: query && validate(query, event.queryStringParameters ?? {}, '?'),
      path: event.pathParameters ?? {},
      headers: event.headers,
      deadline: Date.now() + context.getRemainingTimeInMillis(),
    });
  };
};

/** An HTTP function for the holders of API keys. Its parts are made when the first request comes. */
export const api = (authenticate: () => Authenticate, endpoints: () => Endpoints) =>
  http(async (event, context) => {
    const refusal = wrongMethod(event.requestContext.http.method, event.rawPath);
    if (refusal !== undefined) throw refusal;
    const handle = endpoints()[event.routeKey];
    if (handle === undefined) throw new Error(`The route "${event.routeKey}" leads here, and is not served.`);
    return handle(await authenticate()(event.headers['authorization']), event, context);
  });

export const json = (statusCode: number, body: unknown, headers: Record<string, string> = {}): Result => ({
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

/** One line a request, without its contents. A caller's mistakes are information; ours are errors, with their cause. */
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
      else logger.info('request refused', { ...line(request), reason: request.error?.name });
    },
  };
};
