/* Splits recipients as people paste them. Whether they are numbers, and who gets a message, is the API's decision. */

export interface Recipient {
  readonly to: string;
  /** Its place in the text, including the name that belongs to it. */
  readonly start: number;
  readonly end: number;
}

export interface Split {
  readonly recipients: readonly Recipient[];
  /** Words without digits beside numbers, such as names from another column. */
  readonly leftOut: readonly string[];
}

/** The most recipients of one request. */
export const mostRecipients = 1_000;

export const splitRecipients = (text: string): Split => {
  const recipients: Recipient[] = [];
  const leftOut: string[] = [];
  for (const line of partsOf({ start: 0, end: text.length, text }, lineEnd)) {
    const cells = partsOf(line, separator)
      .flatMap(readCell)
      .filter(({ to }) => /[\p{L}\p{Nd}]/u.test(to));
    const withDigits = cells.filter(({ to }) => /\p{Nd}/u.test(to));
    // A line with words only may be somebody without a number. It stays, so that the API rejects it.
    recipients.push(...(withDigits.length > 0 ? withDigits : cells));
    if (withDigits.length > 0) leftOut.push(...cells.filter((cell) => !withDigits.includes(cell)).map(({ to }) => to));
  }
  return { recipients, leftOut };
};

/** Removes some recipients from the text, and leaves the rest as it was written. */
export const withoutRecipients = (text: string, gone: readonly Recipient[]): string => {
  let rest = '';
  let from = 0;
  for (const { start, end } of gone.toSorted((a, b) => a.start - b.start)) {
    rest += text.slice(from, start);
    from = end + (/^[ \t]*[;,|•；，、\t]?[ \t]*(?:\r?\n)?/u.exec(text.slice(end))?.[0].length ?? 0);
    // The separator before it is still needed if another recipient follows on its line.
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
 * Separates the cells of a line. It does not match before the parameter of a link (`tel:0791234567;phone-context=+41`),
 * or in a number that a spreadsheet has shortened (`4,17912E+10`): the API explains that one.
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

/** `Anna <079 123 45 67>`, as in address books. */
const named = /[^<>]*<([^<>]*\p{Nd}[^<>]*)>/gu;

/** A longer cell is probably a text that somebody has pasted into the wrong field. */
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
 * Numbers contain spaces (`079 123 45 67`). So a space separates only what cannot be one number: a plus cannot come
 * within a number, and no number has nine digits on both sides of a space.
 */
const blankBetween = /(?<=\d{9})\s+(?=\d{9})|(?<=\d\d)\s+(?=[+＋]\d)/gu;

const numbersOf = (cell: Part): readonly Recipient[] =>
  partsOf(cell, blankBetween).map(({ text, start, end }) => ({ to: text, start, end }));
