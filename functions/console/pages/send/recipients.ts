/** Recipients as people paste them. What is a number, and who gets a message, the API says; here they are only told apart. */

export interface Recipient {
  readonly to: string;
  /** Where it stands in the text, with the name that belongs to it. */
  readonly start: number;
  readonly end: number;
}

export interface Split {
  readonly recipients: readonly Recipient[];
  /** What stands beside numbers in a list, and has no digit: names, as of another column. */
  readonly leftOut: readonly string[];
}

/** So many in one request. */
export const mostRecipients = 1_000;

export const splitRecipients = (text: string): Split => {
  const recipients: Recipient[] = [];
  const leftOut: string[] = [];
  for (const line of partsOf({ start: 0, end: text.length, text }, lineEnd)) {
    const cells = partsOf(line, separator)
      .flatMap(readCell)
      .filter(({ to }) => /[\p{L}\p{Nd}]/u.test(to));
    const withDigits = cells.filter(({ to }) => /\p{Nd}/u.test(to));
    // A line of words alone may be somebody whose number is missing: the API says that it is none.
    recipients.push(...(withDigits.length > 0 ? withDigits : cells));
    if (withDigits.length > 0) leftOut.push(...cells.filter((cell) => !withDigits.includes(cell)).map(({ to }) => to));
  }
  return { recipients, leftOut };
};

/** The text without some of its recipients; what is left of it stays as it was written. */
export const withoutRecipients = (text: string, gone: readonly Recipient[]): string => {
  let rest = '';
  let from = 0;
  for (const { start, end } of gone.toSorted((a, b) => a.start - b.start)) {
    rest += text.slice(from, start);
    from = end + (/^[ \t]*[;,|•；，、\t]?[ \t]*(?:\r?\n)?/u.exec(text.slice(end))?.[0].length ?? 0);
    // What separated it from the one before is still needed, unless nothing comes after it on its line.
    if (isLineEnd(text, from)) rest = rest.replace(/[ \t]*[;,|•；，、\t][ \t]*$/u, '');
  }
  return rest + text.slice(from);
};

const isLineEnd = (text: string, at: number): boolean => at >= text.length || /[\r\n]/.test(text.charAt(at));

interface Part {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const lineEnd = /[\r\n\v\f\u0085\u2028\u2029]+/gu;

/**
 * Between the cells of a line. Not before the parameter of a link (`tel:0791234567;phone-context=+41`), nor in a number that
 * a spreadsheet has shortened (`4,17912E+10`): the API has words for that.
 */
const separator = /[\t|•；，、]|;(?!\s*[a-z][\w-]*=)|,(?!\d+E[+-]?\d)/giu;

const partsOf = ({ text, start }: Part, between: RegExp): readonly Part[] => {
  const parts: Part[] = [];
  let from = 0;
  const add = (to: number) => parts.push({ start: start + from, end: start + to, text: text.slice(from, to) });
  for (const { 0: found, index } of text.matchAll(between)) {
    add(index);
    from = index + found.length;
  }
  add(text.length);
  return parts.map(trimmed).filter((part) => part.text !== '');
};

const trimmed = ({ text, start }: Omit<Part, 'end'>): Part => {
  const from = start + text.length - text.trimStart().length;
  const short = text.trim();
  return { text: short, start: from, end: from + short.length };
};

/** `Anna <079 123 45 67>`, as address books have it. */
const named = /[^<>]*<([^<>]*\p{Nd}[^<>]*)>/gu;

/** What is longer is no recipient, but a text that somebody has pasted into the wrong field. */
const longestCell = 250;

const readCell = (cell: Part): readonly Recipient[] => {
  if (cell.text.length > longestCell) return [{ to: cell.text, start: cell.start, end: cell.end }];
  const found = [...cell.text.matchAll(named)];
  if (found.length === 0) return numbersOf(cell);
  return found.map(({ 0: whole, 1: to = '', index }) => {
    const { start, end } = trimmed({ text: whole, start: cell.start + index });
    return { to: to.trim(), start, end };
  });
};

/**
 * Blanks are within numbers (`079 123 45 67`): they separate only what cannot be one, as nothing goes on with a plus, and
 * none has twice nine digits.
 */
const blankBetween = /(?<=\d{9})\s+(?=\d{9})|(?<=\d\d)\s+(?=[+＋]\d)/gu;

const numbersOf = (cell: Part): readonly Recipient[] =>
  partsOf(cell, blankBetween).map(({ text, start, end }) => ({ to: text, start, end }));
