/** Crockford's base 32. It has no letters that look alike, and its texts sort like the numbers they stand for. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A text that sorts by time: 48 bits of milliseconds since 1970, then `rest`, 10 bytes. If those are random, it is a
 * ULID.
 */
export const ulid = (millis: number, rest: Uint8Array): string => {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(millis, 0, 6);
  bytes.set(rest, 6);
  return base32(bytes);
};

/** 128 bits as 26 digits. The first digit holds only the top three bits. */
export const base32 = (bytes: Uint8Array): string => {
  let text = '';
  // Starts with two zero bits, because 26 digits hold 130 bits.
  let bits = 2;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet.charAt((value >> (bits - 5)) & 31);
    value &= 31;
  }
  return text;
};
