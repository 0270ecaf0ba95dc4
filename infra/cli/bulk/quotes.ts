import { SheetError } from './errors.ts';
import type { Delimiter } from './row.ts';

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** In bytes. A cell has up to 32,767 characters in Excel, and what is read of a row here are a number and some words. */
const longestRow = 1024 * 1024;

type State = 'cell begins' | 'plain' | 'quoted' | 'after quote';

/**
 * Hands on chunks of CSV in UTF-8 of which the quotation marks are in order. A parser that forgives a mark which is not
 * closed takes the rows up to the next mark for one cell, and that cell may be somebody's name.
 * @throws {SheetError} naming the row
 */
export async function* checkQuotes(chunks: AsyncIterable<Buffer>, delimiter: Delimiter): AsyncGenerator<Buffer> {
  const separator = delimiter.charCodeAt(0);
  let state: State = 'cell begins';
  let row = 1;
  let bytesOfRow = 0;
  let isAfterReturn = false;
  for await (const chunk of chunks) {
    for (const byte of chunk) {
      bytesOfRow += 1;
      const isEnd = byte === lineFeed || byte === carriageReturn;
      if (state === 'quoted') {
        if (byte === quote) state = 'after quote';
      } else if (byte === quote && state !== 'plain') {
        state = 'quoted';
      } else if (byte === separator) {
        state = 'cell begins';
      } else if (isEnd) {
        state = 'cell begins';
        bytesOfRow = 0;
        if (!(byte === lineFeed && isAfterReturn)) row += 1;
      } else if (state === 'after quote') {
        throw new SheetError(
          `In row ${row} something stands after a closing quotation mark. One that is part of a cell is written twice, and ` +
            'the whole cell in quotation marks, as spreadsheets do.',
        );
      } else state = 'plain';
      isAfterReturn = state === 'cell begins' && byte === carriageReturn;
      if (bytesOfRow > longestRow) throw new SheetError(tooLong(row, state));
    }
    yield chunk;
  }
  if (state === 'quoted') throw new SheetError(`In row ${row} a quotation mark begins a cell, and none closes it.`);
}

const tooLong = (row: number, state: State): string =>
  state === 'quoted'
    ? `In row ${row} a quotation mark begins a cell, and none closes it in what would be a text of a million characters.`
    : `Row ${row} has more than a million characters: is this file a table?`;
