/** The characters of bytes 0x80 to 0x9F; a blank: the byte stands for none. */
const upper = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

const firstUpper = 0x80;

/** Bytes that no text in windows-1252 has, as a text of MS-DOS or of an old Macintosh does. */
const without = /[\x81\x8d\x8f\x90\x9d]/;

/** Signs within words, and capitals behind small letters: there those have umlauts and accents. `B„r`, `MŸller`, `RenŽ`. */
const misplaced =
  /[A-Za-z][\x82-\x84\x86-\x8a\x8c\x8e\x94\x9f][a-z]|[a-z][\x82-\x84\x87-\x8a\x8c\x8e\x9f]|(?<![\x80-\xff])\x86[a-z]/;

const uppers = /[\x80-\x9f]/g;

export const isWindows1252 = (bytes: Buffer): boolean => {
  const text = bytes.toString('latin1');
  return !without.test(text) && !misplaced.test(text);
};

/** By a table of ours: up to Node 24.6 or so, its `TextDecoder` reads windows-1252 as ISO 8859-1 (nodejs/node#56542). */
export const decodeWindows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(uppers, (byte) => upper[byte.charCodeAt(0) - firstUpper] ?? byte);
