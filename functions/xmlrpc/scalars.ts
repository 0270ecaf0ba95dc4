import { XmlRpcDateTime, XmlRpcNumber, XmlRpcUnreadable } from './value.ts';

/*
 * The text of each scalar element, without the white space around it → its value, or `undefined` when it is not one.
 */

/** How the scalars of a document are read. */
export interface ScalarReading {
  readonly integer: (text: string) => number | string | XmlRpcNumber | XmlRpcUnreadable | undefined;
  readonly double: (text: string) => number | string | XmlRpcNumber | XmlRpcUnreadable | undefined;
  readonly boolean: (text: string) => boolean | XmlRpcUnreadable | undefined;
  readonly dateTime: (text: string) => XmlRpcDateTime | XmlRpcUnreadable | undefined;
  readonly base64: (text: string) => Uint8Array | XmlRpcUnreadable | undefined;
  /** What a type that is not known counts as; absent: it is refused. */
  readonly unknown?: () => XmlRpcUnreadable;
}

const integer = /^[+-]?[0-9]+$/;
/** The exponent is not in the specification, but Python and Java write it. */
const double = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?$/;

/** `20061206T20:05:00`, or with hyphens as some clients write it. A time zone is refused: it would be lost. */
const parseDateTime = (text: string): XmlRpcDateTime | undefined => {
  const fields = /^([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})$/.exec(text);
  if (fields === null) return undefined;
  const local = `${fields[1]}-${fields[3]}-${fields[4]}T${fields[5]}`;
  const instant = new Date(`${local}Z`);
  const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(local);
  return exists ? new XmlRpcDateTime(local) : undefined;
};

/** The specification has 1 and 0. */
const parseBoolean = (text: string): boolean | undefined => {
  if (text === '1' || /^true$/i.test(text)) return true;
  return text === '0' || /^false$/i.test(text) ? false : undefined;
};

/** Clients break it into lines. */
const parseBase64 = (text: string): Uint8Array | undefined => {
  const compact = text.replace(/[ \t\r\n]+/g, '');
  const bytes = Buffer.from(compact, 'base64');
  // Buffer skips whatever it cannot read: only what encodes back to the same text was base64.
  return bytes.toString('base64') === compact ? new Uint8Array(bytes) : undefined;
};

/**
 * By their values. An integer may have more than 32 bits whatever its element says, as servers of 64 bits write them; one
 * that a number cannot hold exactly is refused.
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
 * With the text of numbers kept: among them are ids, which are opaque, and may have letters in an element for integers. A
 * scalar that is none is for the reader of its entry to notice: refused, it would cost every other entry its id.
 */
export const asWritten: ScalarReading = {
  integer: (text) => (integer.test(text) ? new XmlRpcNumber(text) : mayBeId(text) ? text : new XmlRpcUnreadable()),
  double: (text) => (double.test(text) ? new XmlRpcNumber(text) : new XmlRpcUnreadable()),
  boolean: (text) => parseBoolean(text) ?? new XmlRpcUnreadable(),
  dateTime: (text) => parseDateTime(text) ?? new XmlRpcUnreadable(),
  base64: (text) => parseBase64(text) ?? new XmlRpcUnreadable(),
  unknown: () => new XmlRpcUnreadable(),
};

/** One word with a digit: `null` and `NaN` are what languages have for none. */
const mayBeId = (text: string): boolean => /[0-9]/.test(text) && !/\s/.test(text);

/**
 * As the text that they were written in. A language that does not tell `"0042"` from `42` sends the one as the other:
 * whoever expects a text needs its zeros back, and a phone number has more digits than 32 bits. What a time names is for
 * the method to say, as of one that comes as a string.
 */
export const asText: ScalarReading = {
  integer: (text) => (integer.test(text) ? text : undefined),
  double: (text) => (double.test(text) ? text : undefined),
  boolean: parseBoolean,
  dateTime: (text) => parseDateTime(text) ?? new XmlRpcDateTime(text),
  base64: parseBase64,
};
