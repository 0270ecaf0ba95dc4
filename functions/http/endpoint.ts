import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as v from 'valibot';
import type { Principal } from '../accounts/account.ts';
import { type Authenticate, requireScope } from '../accounts/authenticate.ts';
import type { Operation } from '../contract/operation.ts';
import { type Route, routeKey } from '../contract/route.ts';
import { http, json } from './http.ts';
import { hasBody, readJsonBody } from './json-body.ts';
import { validate } from './validate.ts';
import { wrongMethod } from './wrong-method.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** An authenticated and validated request. */
export interface ApiRequest<Body, Query> {
  readonly principal: Principal;
  readonly body: Body;
  readonly query: Query;
  readonly path: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** When API Gateway got the request. A cold start and the check of its key take time after that. */
  readonly arrivedAt: Date;
  /** When the function's time ends, in milliseconds since 1970. */
  readonly deadline: number;
}

/** Answered with the status of the operation's `reply`. */
export interface Answer<Body> {
  readonly body: Unchanging<Body>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer to a dry run, with the status of the operation's `preview`. */
export interface Preview<Body> {
  readonly preview: Unchanging<Body>;
}

type Unchanging<T> = { readonly [K in keyof T]: Unchanging<T[K]> };

/** Serves a route that needs a key. */
export interface Endpoint {
  readonly route: Route;
  serve(principal: Principal, event: Event, context: Context): Promise<Result>;
}

/** Serves an operation: checks the key's scope and validates the request before it calls `handle`. */
export const endpoint = <
  const Body extends v.GenericSchema,
  const Query extends v.GenericSchema,
  const Reply extends v.GenericSchema,
  const Previewed extends v.GenericSchema = v.NeverSchema<undefined>,
>(
  operation: Operation<Body, Query, Reply, Previewed> & {
    readonly route: { readonly scope: NonNullable<Route['scope']> };
  },
  handle: (
    request: ApiRequest<v.InferOutput<Body>, v.InferOutput<Query>>,
  ) => Promise<Answer<v.InferOutput<Reply>> | Preview<v.InferOutput<Previewed>>>,
): Endpoint => ({
  route: operation.route,
  serve: async (principal, event, context) => {
    const { route, body, isBodyOptional, query, reply } = operation;
    requireScope(principal, route.scope);
    const answer = await handle({
      principal,
      body: body && validate(body, isBodyOptional && !hasBody(event) ? {} : readJsonBody(event), ''),
      query: query && validate(query, event.queryStringParameters ?? {}, '?'),
      path: event.pathParameters ?? {},
      headers: event.headers,
      arrivedAt: new Date(event.requestContext.timeEpoch),
      deadline: Date.now() + context.getRemainingTimeInMillis(),
    });
    return 'preview' in answer ? json(200, answer.preview) : json(reply.status, answer.body, answer.headers);
  },
});

/** An HTTP function for holders of API keys. Its parts are made when the first request comes. */
export const api = (authenticate: () => Authenticate, endpoints: () => readonly Endpoint[]) =>
  http(async (event, context) => {
    const problem = wrongMethod(event.requestContext.http.method, event.rawPath);
    if (problem !== undefined) throw problem;
    const { serve } = servingRoute(endpoints(), event);
    return serve(await authenticate()(event.headers['authorization']), event, context);
  });

/** Serves a route that needs no key. */
export interface OpenEndpoint {
  readonly route: Route;
  serve(event: Event): Promise<Result>;
}

/** An HTTP function for everybody. */
export const open = (endpoints: readonly OpenEndpoint[]) =>
  http(async (event) => servingRoute(endpoints, event).serve(event));

/** The endpoint of the request's route. */
const servingRoute = <T extends { readonly route: Route }>(all: readonly T[], { routeKey: key }: Event): T => {
  const found = all.find(({ route }) => routeKey(route) === key);
  if (found === undefined) throw new Error(`The route "${key}" leads here, and is not served.`);
  return found;
};
