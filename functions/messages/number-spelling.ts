/**
 * How phone numbers come out of lists, spreadsheets, web pages and contacts apps: with things around and in them that carry
 * no digit. What is taken off here can mean nothing else; what could be another number stays, and is refused.
 */

/** A longer input is left as it is, and no number to libphonenumber: columns of a fixed width are padded, but not so far. */
const longestSpelling = 250;

/** Line ends, tabs and other blanks of Unicode (also NEL, which is none to JavaScript), and control characters. */
const blanks = /[\s\p{Cc}]+/gu;

/** Marks of the direction of writing, byte order marks, soft hyphens, variation selectors and their like. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]+/gu;

const quotes = '"\'`´‘’‚‛“”„‟«»‹›＂＇';
const separators = ';,|•；，、';
const brackets = '[\\]{}<>';

/** Before and after the number of a cell or an entry: also the `=` of a formula, as in `="0791234567"`. */
const leading = new RegExp(`^[ =${quotes}${separators}${brackets}]+`, 'u');
const trailing = new RegExp(`[ ${quotes}${separators}${brackets}]+$`, 'u');

/*
 * In the regular expressions below, \u2019 is the apostrophe ’ and \uff0b the full-width plus ＋. esbuild leaves those as they
 * are written, and a bundle that is not ASCII takes Node a millisecond more to load.
 */

/** Apostrophes as Swiss spreadsheets put them between thousands. */
const thousands = /(?<=\d)['\u2019](?=\d)/gu;

/** A whole number that a program has taken for a decimal one. No number in national form begins so. */
const decimal = /^([1-9]\d{6,14})\.0$/;

/** The plus within brackets: `(+41) 79 123 45 67`. */
const plusInBrackets = /^\(\s*([+\uff0b][\d\s]+)\)/u;

/** Nothing can be taken off these, and most recipients are such. */
const digitsAlone = /^\+?\d+$/;

/** A number as a reader is to see it, without what carries no digit; an extension stays, for it may not be lost. */
export const bareNumber = (input: string): string => {
  if (input.length > longestSpelling || digitsAlone.test(input)) return input;
  const text = cleaned(outOfUri(cleaned(input)));
  return text.replace(thousands, '').replace(decimal, '$1').replace(plusInBrackets, '$1 ');
};

const cleaned = (text: string): string =>
  text.replace(invisible, '').replace(blanks, ' ').replace(leading, '').replace(trailing, '');

const uri = /^(?:tel|sms|smsto|callto):(?:\/\/)?(.*)$/iu;

/** The number of a URI as web pages have them (RFC 3966, RFC 5724), with its country code if only its context has that. */
const outOfUri = (text: string): string => {
  const [, rest] = uri.exec(text) ?? [];
  if (rest === undefined) return text;
  const [address = ''] = decoded(rest).split(/[?&]/);
  const [number = '', ...parameters] = address.split(';').map((part) => part.trim());
  // What is no parameter may be another number.
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

/** Whether it is as spreadsheets show numbers of more digits than a column has room for. */
export const isShortened = (bare: string): boolean => shortened.test(bare);

/**
 * What is wrong with a text that is no phone number, and where, for its sender; `undefined` where it is a number by its looks.
 * It repeats no digit: these words may be logged.
 */
export const spellingProblem = (bare: string): string | undefined => {
  if (bare === '') return 'There is nothing in it: the recipient is empty.';
  if (isShortened(bare)) {
    return (
      'A spreadsheet has shortened the number to one with an exponent ("E+"), and its last digits are lost. Format the ' +
      'column as text, enter the number anew, and export it again.'
    );
  }
  if (isSeveral(bare)) return severalNumbers;
  const stranger = foreign.exec(bare);
  if (stranger === null) return undefined;
  const [found] = stranger;
  const where = placeOf(bare, stranger.index, found.length);
  if (/\p{L}/u.test(found))
    return `This is not a phone number: there are letters ${where}. Give the number alone, in digits.`;
  const shown = /^[\p{P}\p{S}]$/u.test(found) ? ` (${found})` : '';
  return `This is not a phone number: there is a character that none has${shown} ${where}.`;
};

/** What neither is a digit nor stands between the digits of numbers. */
const foreign = /\p{L}[\p{L}\p{M}]*|[^\p{Nd}\s+＋\-‐-―−ー－／/.．()（）[\]~⁓∼～]/u;

const placeOf = (text: string, start: number, length: number): string => {
  const isDigitBefore = /\p{Nd}/u.test(text.slice(0, start));
  const isDigitAfter = /\p{Nd}/u.test(text.slice(start + length));
  if (isDigitBefore && isDigitAfter) return 'between its digits';
  if (isDigitBefore) return 'after its digits';
  return isDigitAfter ? 'before its digits' : 'in it, and no digits';
};

const fewestDigits = 7;
const between = [/[/,;|&]|\s(?:or|and|oder|und|ou|et|o|e)\s|(?=[+\uff0b])/iu, /\s+/u];

export const severalNumbers = 'There is more than one phone number in it. Give each as a recipient of its own.';

/** Whether two parts of a text have the digits of a phone number each. */
export const isSeveral = (text: string): boolean =>
  between.some((separator) => {
    const parts = text.split(separator).filter((part) => (part.match(/\p{Nd}/gu)?.length ?? 0) >= fewestDigits);
    return parts.length > 1;
  });
