/** White space, the zero bytes of UTF-16, and the bytes of byte order marks. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0x00, 0xef, 0xbb, 0xbf, 0xff, 0xfe]);

/** Whether the bytes are plain XML. No compressed body begins with any number of blanks and a tag. */
export const isClearXml = (bytes: Buffer): boolean => {
  const start = bytes.findIndex((byte) => !blanks.has(byte));
  // In UTF-16 a zero byte follows the bracket. Where all bytes are blank, the first ones are looked at.
  return /^<\0?[?!a-z_:]/i.test(bytes.toString('latin1', start, start + 3));
};
