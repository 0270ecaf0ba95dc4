/** The characters of bytes 0x80 to 0x9F. A blank: this byte has none. */
const upper = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

const firstUpper = 0x80;

/** Bytes without a character in windows-1252. Texts of MS-DOS or old Macintoshes have some of them. */
const unassigned = /[\x81\x8d\x8f\x90\x9d]/;

/**
 * Signs inside words, and capitals after small letters: `B„r`, `MŸller`, `RenŽ`. In texts of MS-DOS or old Macintoshes, these
 * bytes are letters with umlauts and accents.
 */
const misplaced =
  /[A-Za-z][\x82-\x84\x86-\x8a\x8c\x8e\x94\x9f][a-z]|[a-z][\x82-\x84\x87-\x8a\x8c\x8e\x9f]|(?<![\x80-\xff])\x86[a-z]/;

const uppers = /[\x80-\x9f]/g;

export const isWindows1252 = (bytes: Buffer): boolean => {
  const text = bytes.toString('latin1');
  return !unassigned.test(text) && !misplaced.test(text);
};

/** Decodes by hand: until about Node 24.6, `TextDecoder` reads windows-1252 as ISO 8859-1 (nodejs/node#56542). */
export const decodeWindows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(uppers, (byte) => upper[byte.charCodeAt(0) - firstUpper] ?? byte);
