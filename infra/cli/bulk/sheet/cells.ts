import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { type FileText, utf8Of } from './file-text.ts';
import { checkQuotes } from './quotes.ts';
import type { Delimiter } from './row.ts';

export interface Layout {
  readonly delimiter: Delimiter;
  /** Bytes of UTF-8 before the first row. */
  readonly skip: number;
}

/** A row as it stands in the file. */
export interface Cells {
  readonly row: number;
  readonly cells: readonly string[];
}

/**
 * The rows that are not blank, counted as a spreadsheet does, blank ones too.
 * @throws {SheetError} where the file is no CSV, or has changed
 */
export async function* cellsOf(file: FileText, layout: Layout): AsyncGenerator<Cells> {
  const parser = parse({
    delimiter: layout.delimiter,
    // All three, for a file put together from others may have each of them.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // A mark in the middle of a cell is a part of it; the others have been checked.
    relax_quotes: true,
  });
  // Whoever takes no more rows, when all of the file is read and some are not taken, makes it fail where nobody listens any more.
  parser.on('error', () => {});
  const rows: AsyncIterable<string[]> = Readable.from(
    checkQuotes(skipping(utf8Of(file), layout.skip), layout.delimiter),
    {
      objectMode: false,
    },
  ).compose(parser);
  let row = 0;
  for await (const cells of rows) {
    row += 1;
    if (cells.some((cell) => cell.trim() !== '')) yield { row, cells };
  }
}

async function* skipping(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
