/*
 * Phone numbers from lists, spreadsheets, web pages and contacts apps come with characters around and in them that are
 * not part of the number. This module removes only characters that cannot mean anything else. If the input could be
 * another number, it stays as it is and is rejected.
 */

/**
 * A longer input stays as it is, and libphonenumber rejects it. Columns of a fixed width are padded, but not this far.
 */
const longestSpelling = 250;

/** Line ends, tabs, other white space of Unicode and control characters. NEL is white space to Unicode, not to `\s`. */
const blanks = /[\s\p{Cc}]+/gu;

/** Marks of writing direction, byte order marks, soft hyphens, variation selectors and the like. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]+/gu;

const quotes = '"\'`´‘’‚‛“”„‟«»‹›＂＇';
const separators = ';,|•；，、';
const brackets = '[\\]{}<>';

/** What may stand before and after a number in a cell or list; `=` is from a formula such as `="0791234567"`. */
const leading = new RegExp(`^[ =${quotes}${separators}${brackets}]+`, 'u');
const trailing = new RegExp(`[ ${quotes}${separators}${brackets}]+$`, 'u');

/*
 * In the regular expressions below, \u2019 is the apostrophe ’ and \uff0b the full-width plus ＋. They are escaped
 * because esbuild copies regular expressions as they are, and Node takes a millisecond longer to load a bundle that is
 * not ASCII.
 */

/** Apostrophes as Swiss spreadsheets put them between thousands. */
const thousands = /(?<=\d)['\u2019](?=\d)/gu;

/** A whole number that a program wrote as a decimal. No number in national form begins like this. */
const decimal = /^([1-9]\d{6,14})\.0$/;

/** The plus within brackets: `(+41) 79 123 45 67`. */
const plusInBrackets = /^\(\s*([+\uff0b][\d\s]+)\)/u;

/** Nothing can be removed from these, and most recipients look like this. */
const digitsAlone = /^\+?\d+$/;

/** The number without the characters that are not part of it. An extension stays, because it must not be lost. */
export const bareNumber = (input: string): string => {
  if (input.length > longestSpelling || digitsAlone.test(input)) return input;
  const text = cleaned(outOfUri(cleaned(input)));
  return text.replace(thousands, '').replace(decimal, '$1').replace(plusInBrackets, '$1 ');
};

const cleaned = (text: string): string =>
  text.replace(invisible, '').replace(blanks, ' ').replace(leading, '').replace(trailing, '');

const uri = /^(?:tel|sms|smsto|callto):(?:\/\/)?(.*)$/iu;

/**
 * The number in a URI such as web pages have (RFC 3966, RFC 5724). If only the URI's `phone-context` has the country
 * code, it is put in front.
 */
const outOfUri = (text: string): string => {
  const [, rest] = uri.exec(text) ?? [];
  if (rest === undefined) return text;
  const [address = ''] = decoded(rest).split(/[?&]/);
  const [number = '', ...parameters] = address.split(';').map((part) => part.trim());
  // A part that is not a parameter may be another number.
  if (!parameters.every((parameter) => parameter === '' || /^[a-z][\w-]*(?:=|$)/i.test(parameter))) return address;
  const parameterOf = (name: string) =>
    parameters.map((parameter) => parameter.split('=')).find(([key]) => key?.toLowerCase() === name)?.[1];
  const context = parameterOf('phone-context');
  const extension = parameterOf('ext');
  const isLocal = !/^[+\uff0b]/u.test(number);
  const whole = isLocal && context?.startsWith('+') ? `${context} ${number}` : number;
  return extension ? `${whole};ext=${extension}` : whole;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const shortened = /^[+-]?\d+(?:[.,]\d+)?\s*e\s*[+-]?\d+$/iu;

/**
 * Whether a spreadsheet has shortened the number to an exponent, as in `4.1791E+10`, because its column was too narrow.
 */
export const isShortened = (bare: string): boolean => shortened.test(bare);

/**
 * Tells the sender what makes a text no phone number, and where; `undefined` if it looks like a number. The answer
 * repeats no digit, because it may be logged.
 */
export const spellingProblem = (bare: string): string | undefined => {
  if (bare === '') return 'The recipient is empty.';
  if (isShortened(bare)) {
    return (
      'A spreadsheet has shortened the number ("E+"), and its last digits are lost. Format the column as text, enter the ' +
      'number again and export it again.'
    );
  }
  if (isSeveral(bare)) return severalNumbers;
  const stranger = foreign.exec(bare);
  if (stranger === null) return undefined;
  const [found] = stranger;
  const where = placeOf(bare, stranger.index, found.length);
  if (/\p{L}/u.test(found))
    return `This is not a phone number: it has letters ${where}. Give the number alone, in digits.`;
  const shown = /^[\p{P}\p{S}]$/u.test(found) ? ` (${found})` : '';
  return `This is not a phone number: it has an invalid character${shown} ${where}.`;
};

/** Characters that are neither digits nor used between the digits of phone numbers. */
const foreign = /\p{L}[\p{L}\p{M}]*|[^\p{Nd}\s+＋\-‐-―−ー－／/.．()（）[\]~⁓∼～]/u;

const placeOf = (text: string, start: number, length: number): string => {
  const isDigitBefore = /\p{Nd}/u.test(text.slice(0, start));
  const isDigitAfter = /\p{Nd}/u.test(text.slice(start + length));
  if (isDigitBefore && isDigitAfter) return 'between its digits';
  if (isDigitBefore) return 'after its digits';
  return isDigitAfter ? 'before its digits' : 'and no digits';
};

const fewestDigits = 7;
const between = [/[/,;|&]|\s(?:or|and|oder|und|ou|et|o|e)\s|(?=[+\uff0b])/iu, /\s+/u];

export const severalNumbers = 'This is more than one phone number. Give each as a recipient of its own.';

/** Whether at least two parts of a text have enough digits for a phone number. */
export const isSeveral = (text: string): boolean =>
  between.some((separator) => {
    const parts = text.split(separator).filter((part) => (part.match(/\p{Nd}/gu)?.length ?? 0) >= fewestDigits);
    return parts.length > 1;
  });
