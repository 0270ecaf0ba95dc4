import { SheetError } from '../errors.ts';
import type { Delimiter } from './row.ts';

/** Of several that stand equally often in a header, the first: names have commas in them, and no tabs. */
const delimiters: readonly Delimiter[] = ['\t', ';', ','];

/** Excel's own first line, which says what comes between the cells, and is none of the sheet's rows. */
const declaration = /^sep=(.)(?:\r\n|\r|\n|$)/i;

/**
 * What stands between the cells, by the beginning of a text, and how many characters of ASCII come before its first row.
 * @throws {SheetError} where the text declares one that is none
 */
export const findDelimiter = (beginning: string): { readonly delimiter: Delimiter; readonly skip: number } => {
  const [line, declared] = declaration.exec(beginning) ?? [];
  if (line === undefined) return { delimiter: mostFrequent(firstRow(beginning)), skip: 0 };
  const delimiter = delimiters.find((known) => known === declared);
  if (delimiter === undefined) {
    throw new SheetError(
      `The file's first line is "sep=${declared}". Between cells there may be a comma, ";" or a tab.`,
    );
  }
  return { delimiter, skip: line.length };
};

/** A quoted part, which may have line ends and delimiters in it. */
const quoted = /"[^"]*"/g;

/** The first row that has more in it than delimiters, without what stands in quotation marks. */
const firstRow = (beginning: string): string => {
  const text = beginning.replace(quoted, '""');
  return text.split(/[\r\n]/).find((row) => /[^\s,;]/.test(row)) ?? text;
};

const mostFrequent = (row: string): Delimiter => {
  const counted = delimiters.map((delimiter) => ({ delimiter, count: row.split(delimiter).length - 1 }));
  const { delimiter, count } = counted.reduce((best, next) => (next.count > best.count ? next : best));
  // A sheet of one column: any will do, and rows that have another one are read as most spreadsheets write them.
  return count === 0 ? ',' : delimiter;
};
