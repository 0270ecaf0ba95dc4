import { SheetError } from '../errors.ts';
import { cellsOf, type Layout } from './cells.ts';
import { type Column, numberColumn, placeholderColumns } from './columns.ts';
import { findDelimiter } from './delimiter.ts';
import { type FileText, inspectFile, utf8Of } from './file-text.ts';
import { createRowReader } from './read-row.ts';
import type { Sheet, SheetOptions } from './row.ts';
import { readJobText } from './template.ts';

/**
 * Finds out the file's digest, encoding, delimiter and columns.
 * @throws {SheetError} if the file as a whole cannot be sent
 */
export const openSheet = async (path: string, { text, toColumn, defaults = {} }: SheetOptions): Promise<Sheet> => {
  const { template, placeholders } = readJobText(text);
  const useless = Object.keys(defaults).find((name) => !placeholders.includes(name));
  if (useless !== undefined)
    throw new SheetError(`There is a --default for {${useless}}, but the text does not use it.`);

  const file = await inspectFile(path);
  const layout = findDelimiter(await beginningOf(file));
  const columns = await headerOf(file, layout);
  const to = numberColumn(columns, toColumn);
  const read = createRowReader({
    width: (columns.at(-1)?.at ?? 0) + 1,
    to,
    placeholders: placeholderColumns(columns, placeholders),
    template,
    defaults,
  });
  return {
    sha256: file.sha256,
    columns: columns.map(({ name }) => name),
    encoding: file.encoding,
    delimiter: layout.delimiter,
    toColumn: to.name,
    async *rows() {
      let isHeader = true;
      for await (const cells of cellsOf(file, layout)) {
        if (!isHeader) yield read(cells);
        isHeader = false;
      }
    },
  };
};

const beginningOf = async (file: FileText): Promise<string> => {
  for await (const chunk of utf8Of(file)) return chunk.toString();
  return '';
};

/** The columns with a name. Spreadsheets often write some without one at the end. */
const headerOf = async (file: FileText, layout: Layout): Promise<readonly Column[]> => {
  let columns: readonly Column[] | undefined;
  for await (const { cells } of cellsOf(file, layout)) {
    if (columns !== undefined) return columns;
    columns = cells.map((cell, at) => ({ name: cell.trim(), at })).filter(({ name }) => name !== '');
  }
  throw new SheetError(
    columns === undefined
      ? `${file.path} contains nothing but blanks.`
      : `${file.path} has no rows below the names of its columns.`,
  );
};
