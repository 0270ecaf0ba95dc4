/**
 * Where one is in the console: a page, and what it shows. It stands behind the `#` of the address, which browsers send to
 * nobody: recipients that one looks for are in no server's log.
 */
export interface Place {
  /** `messages`, `messages/msg_…`; the first word is the page. */
  readonly path: readonly string[];
  readonly filters: Readonly<Record<string, string>>;
}

export const readPlace = (hash: string): Place => {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  return {
    path: path.split('/').filter((part) => part !== ''),
    filters: Object.fromEntries(new URLSearchParams(query)),
  };
};

/** What is empty or absent is left out. */
export const placeHref = (
  path: readonly string[],
  filters: Readonly<Record<string, string | undefined>> = {},
): string => {
  const given = Object.entries(filters).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query && `?${query}`}`;
};
