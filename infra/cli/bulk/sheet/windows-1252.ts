/** The characters of bytes 0x80 to 0x9F; a blank: the byte stands for none. */
const upper = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

const firstUpper = 0x80;

/** Bytes that no text in windows-1252 has, as a text of MS-DOS or of an old Macintosh does. */
const without = /[\x81\x8d\x8f\x90\x9d]/;

const uppers = /[\x80-\x9f]/g;

export const isWindows1252 = (bytes: Buffer): boolean => !without.test(bytes.toString('latin1'));

/** By a table of ours: up to Node 24.6 or so, its `TextDecoder` reads windows-1252 as ISO 8859-1 (nodejs/node#56542). */
export const decodeWindows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(uppers, (byte) => upper[byte.charCodeAt(0) - firstUpper] ?? byte);
