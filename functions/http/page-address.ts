import * as routes from '../contract/routes.ts';

const pages: readonly string[] = [routes.docs.path, routes.console.path];

interface Redirect {
  readonly statusCode: 308;
  readonly headers: { readonly location: string; readonly 'cache-control': string };
}

/**
 * Where to go from a page's address that was typed with a slash at its end, which no route of API Gateway's has; `undefined`:
 * it is none. The address is relative: a proxy may serve the API below a path of its own.
 */
export const withoutSlash = (method: string, path: string): Redirect | undefined => {
  const page = pages.find((address) => path === `${address}/`);
  if (method !== 'GET' || page === undefined) return undefined;
  return { statusCode: 308, headers: { location: `..${page}`, 'cache-control': 'no-store' } };
};
