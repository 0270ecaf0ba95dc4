import * as routes from '../contract/routes.ts';

const pages: readonly string[] = [routes.docs.path, routes.console.path];

interface Redirect {
  readonly statusCode: 308;
  readonly headers: { readonly location: string; readonly 'cache-control': string };
}

/**
 * Redirects from a page's address with a slash at its end, as API Gateway's routes cannot end in one. `undefined`: it
 * is not such an address. The location is relative, because a proxy may serve the API below a path of its own.
 */
export const withoutSlash = (method: string, path: string): Redirect | undefined => {
  const page = pages.find((address) => path === `${address}/`);
  if (method !== 'GET' || page === undefined) return undefined;
  return { statusCode: 308, headers: { location: `..${page}`, 'cache-control': 'no-store' } };
};
