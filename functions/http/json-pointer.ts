/** The JSON Pointer (RFC 6901) of a place in a body. */
export const jsonPointer = (path: readonly (string | number)[]): string =>
  path.map((key) => `/${escaped(String(key))}`).join('');

/** RFC 6901, section 3. */
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
