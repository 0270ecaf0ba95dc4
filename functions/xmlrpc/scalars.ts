import { XmlRpcDateTime, XmlRpcNumber, XmlRpcUnreadable } from './value.ts';

/**
 * How the scalars of a document are read: from an element's trimmed text to its value; `undefined` if it is malformed.
 */
export interface ScalarReading {
  readonly integer: (text: string) => number | string | XmlRpcNumber | XmlRpcUnreadable | undefined;
  readonly double: (text: string) => number | string | XmlRpcNumber | XmlRpcUnreadable | undefined;
  readonly boolean: (text: string) => boolean | XmlRpcUnreadable | undefined;
  readonly dateTime: (text: string) => XmlRpcDateTime | XmlRpcUnreadable | undefined;
  readonly base64: (text: string) => Uint8Array | XmlRpcUnreadable | undefined;
  /** The value of an unknown type; absent: an unknown type is an error. */
  readonly unknown?: () => XmlRpcUnreadable;
}

const integer = /^[+-]?[0-9]+$/;
/** The specification has no exponent, but Python and Java write it. */
const double = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?$/;

/** `20061206T20:05:00`, or with hyphens as some clients write it. A time zone is an error, because it would be lost. */
const parseDateTime = (text: string): XmlRpcDateTime | undefined => {
  const fields = /^([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})$/.exec(text);
  if (fields === null) return undefined;
  const local = `${fields[1]}-${fields[3]}-${fields[4]}T${fields[5]}`;
  const instant = new Date(`${local}Z`);
  const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(local);
  return exists ? new XmlRpcDateTime(local) : undefined;
};

/** The specification has only 1 and 0. */
const parseBoolean = (text: string): boolean | undefined => {
  if (text === '1' || /^true$/i.test(text)) return true;
  return text === '0' || /^false$/i.test(text) ? false : undefined;
};

/** Clients break base64 into lines. */
const parseBase64 = (text: string): Uint8Array | undefined => {
  const compact = text.replace(/[ \t\r\n]+/g, '');
  const bytes = Buffer.from(compact, 'base64');
  // Buffer skips characters it cannot read. The text was base64 only if the bytes encode to the same text.
  return bytes.toString('base64') === compact ? new Uint8Array(bytes) : undefined;
};

/**
 * Reads scalars by their values. An integer may have more than 32 bits in any element, because 64-bit servers write
 * such integers. An integer that a number cannot hold exactly is an error.
 */
export const asValues: ScalarReading = {
  integer: (text) => {
    // Adding zero turns -0 into 0.
    const value = integer.test(text) ? Number(text) + 0 : Number.NaN;
    return Number.isSafeInteger(value) ? value : undefined;
  },
  double: (text) => {
    const value = double.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(value) ? value : undefined;
  },
  boolean: parseBoolean,
  dateTime: parseDateTime,
  base64: parseBase64,
};

/**
 * Reads scalars and keeps the text of numbers, because some are ids: these are opaque, and may have letters even in an
 * element for integers. A malformed scalar becomes an `XmlRpcUnreadable`, so that it spoils only its own entry of a
 * reply: an error would cost all other entries their ids.
 */
export const asWritten: ScalarReading = {
  integer: (text) => (integer.test(text) ? new XmlRpcNumber(text) : mayBeId(text) ? text : new XmlRpcUnreadable()),
  double: (text) => (double.test(text) ? new XmlRpcNumber(text) : new XmlRpcUnreadable()),
  boolean: (text) => parseBoolean(text) ?? new XmlRpcUnreadable(),
  dateTime: (text) => parseDateTime(text) ?? new XmlRpcUnreadable(),
  base64: (text) => parseBase64(text) ?? new XmlRpcUnreadable(),
  unknown: () => new XmlRpcUnreadable(),
};

/** One word with a digit. Words without one, such as `null` and `NaN`, are how languages write no value. */
const mayBeId = (text: string): boolean => /[0-9]/.test(text) && !/\s/.test(text);

/**
 * Reads numbers as the text they were written in. Some languages do not distinguish `"0042"` from `42` and send one as
 * the other. A method that expects a text needs the zeros, and a phone number has more digits than 32 bits hold. A
 * malformed time keeps its text, so that the method can read it like a time sent as a string.
 */
export const asText: ScalarReading = {
  integer: (text) => (integer.test(text) ? text : undefined),
  double: (text) => (double.test(text) ? text : undefined),
  boolean: parseBoolean,
  dateTime: (text) => parseDateTime(text) ?? new XmlRpcDateTime(text),
  base64: parseBase64,
};
