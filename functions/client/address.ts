import { TextgateError } from './errors.ts';

/**
 * @param url where the API is; if it has a path, the API's path comes after it
 * @param values replace the parts in braces of the path, in order
 * @throws TextgateError for a value that would lead elsewhere
 */
export const addressFor = (url: string, path: string, values: readonly string[], query: object): string => {
  const address = new URL(url);
  address.pathname = address.pathname.replace(/\/*$/, filled(path, values));
  address.search = searchFor(query);
  address.hash = '';
  return address.href;
};

/**
 * A value must not lead to another route, so it may not be empty, dots, or contain a character that divides an address.
 * Encoding these is not enough, because some HTTP gateways decode an address before they look for its route.
 */
const filled = (path: string, values: readonly string[]): string => {
  const rest = [...values];
  return path.replace(/\{\w+\}/g, () => {
    const value = rest.shift();
    if (!value || /^\.\.?$|[/\\?#%]/.test(value))
      throw new TextgateError('An id or number must not be empty or contain / \\ ? # or %.');
    return encoded(value);
  });
};

/** Spaces become `%20`, because not every server reads `+` as a space. */
const searchFor = (query: object): string =>
  Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encoded(String(value))}`)
    .join('&');

const encoded = (text: string): string => {
  if (!text.isWellFormed())
    throw new TextgateError('An argument is not valid Unicode: it contains half of a surrogate pair.');
  return encodeURIComponent(text);
};
