import { XmlRpcDateTime } from './value.ts';

/*
 * The text of each scalar element → its value, or `undefined` when it is not one. White space is not allowed but in
 * base64, which clients break into lines.
 */

/** `<int>` and `<i4>` hold 32 bits. */
export const parseInt32 = (text: string): number | undefined => {
  const value = parseInteger(text);
  return value !== undefined && value === (value | 0) ? value : undefined;
};

/** `<i8>` holds 64 bits; the ones a number cannot hold exactly are refused. */
export const parseInt64 = (text: string): number | undefined => {
  const value = parseInteger(text);
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
};

const parseInteger = (text: string): number | undefined =>
  // Adding zero turns -0 into 0.
  /^[+-]?[0-9]{1,20}$/.test(text) ? Number(text) + 0 : undefined;

export const parseBoolean = (text: string): boolean | undefined =>
  text === '1' ? true : text === '0' ? false : undefined;

/** The exponent is not in the specification, but Python and Java write it. */
export const parseDouble = (text: string): number | undefined => {
  if (!/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

export const parseBase64 = (text: string): Uint8Array | undefined => {
  const compact = text.replace(/[ \t\n]+/g, '');
  const bytes = Buffer.from(compact, 'base64');
  // Buffer skips whatever it cannot read: only what encodes back to the same text was base64.
  return bytes.toString('base64') === compact ? new Uint8Array(bytes) : undefined;
};

/** `20061206T20:05:00`, or with hyphens as some clients write it. A time zone is refused: it would be lost. */
export const parseDateTime = (text: string): XmlRpcDateTime | undefined => {
  const fields = /^([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})$/.exec(text);
  if (fields === null) return undefined;
  const local = `${fields[1]}-${fields[3]}-${fields[4]}T${fields[5]}`;
  const instant = new Date(`${local}Z`);
  const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(local);
  return exists ? new XmlRpcDateTime(local) : undefined;
};
