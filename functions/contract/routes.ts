import { MethodNotAllowedError } from '../http/problems.ts';

/** The routes of the HTTPS API, as infra/constructs/gateway-api.ts deploys them; what else is asked for comes to `$default`. */
export const routes: readonly string[] = [
  'POST /v1/messages',
  'GET /v1/messages',
  'GET /v1/messages/{id}',
  'POST /v1/messages/query',
  'POST /v1/messages/{id}/cancel',
  'POST /v1/messages/cancel',
  'GET /v1/account',
  'POST /v1/numbers/normalize',
  'GET /openapi.json',
  'GET /events.json',
  'GET /docs',
  'GET /docs/{asset}',
  'GET /v1/health',
];

const parsed = routes.map((route) => {
  const [method = '', pattern = ''] = route.split(' ');
  return { method, pattern };
});

/** What is said of a method that a path does not take, but takes others; `undefined`: there is no such path, or it does. */
export const wrongMethod = (method: string, path: string): MethodNotAllowedError | undefined => {
  const allowed = methodsOf(path);
  if (allowed.length === 0 || allowed.includes(method)) return undefined;
  return new MethodNotAllowedError(`This address takes ${allowed.join(' and ')} alone.`, allowed);
};

/**
 * A path in its own words comes before one with a parameter: `/v1/messages/query` is no message's, though API Gateway takes
 * a GET of it for one.
 */
const methodsOf = (path: string): readonly string[] => {
  const exact = parsed.filter(({ pattern }) => pattern === path);
  const matching = exact.length > 0 ? exact : parsed.filter(({ pattern }) => matches(pattern, path));
  return matching.map(({ method }) => method).toSorted();
};

const matches = (pattern: string, path: string): boolean => {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, index) => isSame(part, given[index]));
};

const isSame = (part: string, given = ''): boolean => (part.startsWith('{') ? given !== '' : part === given);
