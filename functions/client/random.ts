/** So many random bytes, in hexadecimal. `crypto.randomUUID` is not there for a page that came without TLS. */
export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
