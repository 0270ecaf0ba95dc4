/**
 * The CRC-32 of a text's UTF-8 bytes, with zlib's polynomial (RFC 1952 §8). It works bit by bit, so it is for short
 * texts. Node's own is in node:zlib, which costs 4 ms of a cold start.
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
