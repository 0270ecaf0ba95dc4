import { SheetError } from '../errors.ts';
import type { Delimiter } from './row.ts';

/** If two are equally frequent in the header, the first of these wins: names may contain commas, but not tabs. */
const delimiters: readonly Delimiter[] = ['\t', ';', ','];

/** A first line of Excel's own that names the delimiter. It is not a row of the sheet. */
const declaration = /^sep=(.)(?:\r\n|\r|\n|$)/i;

/**
 * Finds the delimiter by the beginning of a text. `skip` is how many ASCII characters come before the first row.
 * @throws {SheetError} if the text declares an unsupported delimiter
 */
export const findDelimiter = (beginning: string): { readonly delimiter: Delimiter; readonly skip: number } => {
  const [line, declared] = declaration.exec(beginning) ?? [];
  if (line === undefined) return { delimiter: mostFrequent(firstRow(beginning)), skip: 0 };
  const delimiter = delimiters.find((known) => known === declared);
  if (delimiter === undefined) {
    throw new SheetError(
      `The first line of the file is "sep=${declared}". Cells can only be separated by commas, semicolons or tabs.`,
    );
  }
  return { delimiter, skip: line.length };
};

/** May contain line ends and delimiters. */
const quoted = /"[^"]*"/g;

/** The first row that is more than delimiters, without the content of quotation marks. */
const firstRow = (beginning: string): string => {
  const text = beginning.replace(quoted, '""');
  return text.split(/[\r\n]/).find((row) => /[^\s,;]/.test(row)) ?? text;
};

const mostFrequent = (row: string): Delimiter => {
  const counted = delimiters.map((delimiter) => ({ delimiter, count: row.split(delimiter).length - 1 }));
  const { delimiter, count } = counted.reduce((best, next) => (next.count > best.count ? next : best));
  // With one column, any delimiter will do. The comma is the most usual one.
  return count === 0 ? ',' : delimiter;
};
