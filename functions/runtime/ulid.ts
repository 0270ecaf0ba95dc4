/** Crockford's base 32: no letter that is mistaken for another, and it sorts like the number it writes. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A text that sorts by time: 48 bits of milliseconds since 1970, then these 10 bytes. With random ones it is a ULID. */
export const ulid = (millis: number, rest: Uint8Array): string => {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(millis, 0, 6);
  bytes.set(rest, 6);
  return base32(bytes);
};

/** 128 bits as 26 digits, the first of which carries the top three bits. */
export const base32 = (bytes: Uint8Array): string => {
  let text = '';
  // Two bits more, so that the digits come out even.
  let open = 2;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (open += 8; open >= 5; open -= 5) text += alphabet.charAt((value >> (open - 5)) & 31);
    value &= 31;
  }
  return text;
};
