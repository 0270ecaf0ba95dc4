import type { Scope } from './scopes.ts';

/** An address of the HTTPS API, and what may be done there by whom. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** With its parameters in braces: `/v1/messages/{id}`. */
  readonly path: string;
  /** What the caller's key must allow; `any`: any key will do; absent: needs no key. */
  readonly scope?: Scope | 'any';
}

/** As API Gateway writes it: `POST /v1/messages`. */
export const routeKey = ({ method, path }: Route): string => `${method} ${path}`;

/** What browsers ask before a page of another origin may call, of any path. It is deployed where such pages are let in. */
export const preflight: Route = { method: 'OPTIONS', path: '/{proxy+}' };

/** API Gateway's word for what no route takes. It comes to the XML-RPC door, for a route's path cannot end in a slash. */
export const anythingElse = '$default';
