/** Random bytes in hexadecimal. Not `crypto.randomUUID`, because a page that came without TLS does not have it. */
export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
