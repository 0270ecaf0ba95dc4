import { TextgateError } from './errors.ts';

/**
 * @param url where the API is; its own path stays before that of the API
 * @param values what comes between the braces of the path, in their order
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
 * Nothing that is put into an address may lead to another route: not by being empty, or dots, nor by what divides an
 * address. That is encoded, but some gateways decode first, and then look for the route.
 */
const filled = (path: string, values: readonly string[]): string => {
  const rest = [...values];
  return path.replace(/\{\w+\}/g, () => {
    const value = rest.shift();
    if (!value || /^\.\.?$|[/\\?#%]/.test(value)) throw new TextgateError('There is no such id or number.');
    return encoded(value);
  });
};

/** Blanks as `%20`: not all that reads an address takes `+` for one. */
const searchFor = (query: object): string =>
  Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encoded(String(value))}`)
    .join('&');

const encoded = (text: string): string => {
  if (!text.isWellFormed()) throw new TextgateError('An argument contains half of a surrogate pair.');
  return encodeURIComponent(text);
};
