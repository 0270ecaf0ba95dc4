/**
 * A place in the console: a page and what it shows. It is in the part of the address after `#`, which browsers do not
 * send. So no server's log has the recipients that people search for.
 */
export interface Place {
  /** `messages`, `messages/msg_…`; the first word is the page. */
  readonly path: readonly string[];
  readonly filters: Readonly<Record<string, string>>;
}

export const readPlace = (hash: string): Place => {
  const [, path = '', query = ''] = hash.match(/^#?\/?([^?]*)\??(.*)$/s) ?? [];
  return {
    path: path
      .split('/')
      .filter((part) => part !== '')
      .map(decoded),
    filters: Object.fromEntries(new URLSearchParams(query)),
  };
};

/** People type addresses, so a part that is not properly encoded stays as it is. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** Leaves out filters that are empty or absent. */
export const placeHref = (
  path: readonly string[],
  filters: Readonly<Record<string, string | undefined>> = {},
): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) query.append(name, value);
  const asked = query.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${asked && `?${asked}`}`;
};
