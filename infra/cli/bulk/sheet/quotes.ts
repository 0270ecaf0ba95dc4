import { SheetError } from '../errors.ts';
import type { Delimiter } from './row.ts';

const [quote, blank, lineFeed, carriageReturn] = Buffer.from('" \n\r');

/** In bytes. A cell has up to 32,767 characters in Excel, and what is read of a row here are a number and some words. */
const longestRow = 1024 * 1024;

/** Where in a cell a byte stands. */
type State = 'start' | 'blanks' | 'plain' | 'quoted' | 'closed';

/**
 * Hands on chunks of CSV in UTF-8 of which the quotation marks are in order. A parser that forgives a mark which is not
 * closed takes the rows up to the next mark for one cell, and that cell may be somebody's name.
 * @throws {SheetError} naming the row
 */
export async function* checkQuotes(chunks: AsyncIterable<Buffer>, delimiter: Delimiter): AsyncGenerator<Buffer> {
  const separator = delimiter.charCodeAt(0);
  let state: State = 'start';
  let row = 1;
  let bytesOfRow = 0;
  let before: number | undefined;
  for await (const chunk of chunks) {
    for (const byte of chunk) {
      if (state === 'quoted') {
        if (byte === quote) state = 'closed';
      } else if (byte === separator) state = 'start';
      else if (byte === lineFeed || byte === carriageReturn) {
        state = 'start';
        bytesOfRow = 0;
        if (byte === carriageReturn || before !== carriageReturn) row += 1;
      } else if (byte === quote) {
        if (state === 'blanks') throw new SheetError(`In row ${row} a blank stands before a quotation mark. ${rule}`);
        // Two marks in a quoted cell are one; one in the middle of another cell is a part of it.
        if (state !== 'plain') state = 'quoted';
      } else if (state === 'closed') {
        throw new SheetError(`In row ${row} something stands after a closing quotation mark. ${rule}`);
      } else if (byte !== blank) state = 'plain';
      else if (state === 'start') state = 'blanks';
      before = byte;
      bytesOfRow += 1;
      if (bytesOfRow > longestRow) throw new SheetError(tooLong(row, state));
    }
    yield chunk;
  }
  if (state === 'quoted') throw new SheetError(`In row ${row} a quotation mark begins a cell, and none closes it.`);
}

const rule =
  'A mark that is part of a cell is written twice, and the whole cell in quotation marks, with nothing around them: as ' +
  'spreadsheets do.';

const tooLong = (row: number, state: State): string =>
  state === 'quoted'
    ? `In row ${row} a quotation mark begins a cell, and none closes it in what would be a text of a million characters.`
    : `Row ${row} has more than a million characters: is this file a table?`;
