import { SheetError } from '../errors.ts';
import type { Delimiter } from './row.ts';

const [quote, blank, lineFeed, carriageReturn] = Buffer.from('" \n\r');

/** In bytes. A cell of Excel has at most 32,767 characters. */
const longestRow = 1024 * 1024;

/** Where in a cell the next byte is. */
type State = 'start' | 'blanks' | 'plain' | 'quoted' | 'closed';

/**
 * Passes on chunks of CSV in UTF-8 after checking their quotation marks. A lenient parser would take all rows after an
 * unclosed mark, up to the next mark, for one cell, which might be sent as somebody's name.
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
        if (state === 'blanks') throw new SheetError(`Row ${row} has a blank before a quotation mark. ${rule}`);
        // Two marks in a quoted cell mean one. A mark in the middle of an unquoted cell is part of it.
        if (state !== 'plain') state = 'quoted';
      } else if (state === 'closed') {
        throw new SheetError(`Row ${row} has text after a closing quotation mark. ${rule}`);
      } else if (byte !== blank) state = 'plain';
      else if (state === 'start') state = 'blanks';
      before = byte;
      bytesOfRow += 1;
      if (bytesOfRow > longestRow) throw new SheetError(tooLong(row, state));
    }
    yield chunk;
  }
  if (state === 'quoted')
    throw new SheetError(`In row ${row} a cell begins with a quotation mark that is never closed.`);
}

const rule = 'If a cell contains quotation marks, write each of them twice, and put the whole cell in quotation marks.';

const tooLong = (row: number, state: State): string =>
  state === 'quoted'
    ? `In row ${row} a cell begins with a quotation mark that is not closed within a million characters.`
    : `Row ${row} has more than a million characters. Is this file a table?`;
