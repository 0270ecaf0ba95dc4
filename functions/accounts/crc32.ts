/**
 * The CRC-32 of a text's UTF-8 bytes, by the polynomial of zlib (RFC 1952 §8), bit by bit: for short texts. Node's own is
 * in node:zlib, which takes 4 ms of a cold start to load.
 */
export const crc32 = (text: string): number => {
  const rest = Buffer.from(text).reduce((sum, byte) => shifted(sum ^ byte), ~0);
  return ~rest >>> 0;
};

const shifted = (sum: number): number => {
  let rest = sum;
  for (let bit = 0; bit < 8; bit += 1) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  return rest;
};
