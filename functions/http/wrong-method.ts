import type { Route } from '../contract/route.ts';
import * as table from '../contract/routes.ts';
import { MethodNotAllowedError } from './problems.ts';

const routes: readonly Route[] = Object.values(table);

/**
 * The error for a path that exists, but not for this method. `undefined`: the method is right, or the path does not
 * exist.
 */
export const wrongMethod = (method: string, path: string): MethodNotAllowedError | undefined => {
  const allowed = methodsOf(path);
  if (allowed.length === 0 || allowed.includes(method)) return undefined;
  return new MethodNotAllowedError(`This address takes only ${inWords(allowed)}.`, allowed);
};

/** `Intl.ListFormat` would cost 12 ms of each cold start. */
const inWords = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');

/**
 * A literal path goes before one with a parameter: `/v1/messages/query` is not the message `query`, though API Gateway
 * matches a GET of it to `/v1/messages/{id}`.
 */
const methodsOf = (path: string): readonly string[] => {
  const exact = routes.filter((route) => route.path === path);
  const matching = exact.length > 0 ? exact : routes.filter((route) => matches(route.path, path));
  return matching.map(({ method }): string => method).toSorted();
};

const matches = (pattern: string, path: string): boolean => {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, index) => isSame(part, given[index]));
};

const isSame = (part: string, given = ''): boolean => (part.startsWith('{') ? given !== '' : part === given);
