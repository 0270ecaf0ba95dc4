import type { Scope } from './scopes.ts';

/** A method and path of the HTTPS API, and who may use it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** With its parameters in braces: `/v1/messages/{id}`. */
  readonly path: string;
  /** The scope that the caller's key must have. `any`: every key may. Absent: no key is needed. */
  readonly scope?: Scope | 'any';
}

/** As API Gateway writes it: `POST /v1/messages`. */
export const routeKey = ({ method, path }: Route): string => `${method} ${path}`;

/**
 * The preflight request of browsers, for any path. It is deployed only if the settings let pages of other origins in.
 */
export const preflight: Route = { method: 'OPTIONS', path: '/{proxy+}' };

/**
 * API Gateway's key for requests that match no route. They go to the XML-RPC door, as no route's path can end in a
 * slash.
 */
export const anythingElse = '$default';
