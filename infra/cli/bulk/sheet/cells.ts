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

/** A row as it is in the file. */
export interface Cells {
  readonly row: number;
  readonly cells: readonly string[];
}

/**
 * Gives the rows that are not blank, with the spreadsheet's row numbers, which count blank rows as well.
 * @throws {SheetError} if the file is not valid CSV, or has changed
 */
export async function* cellsOf(file: FileText, layout: Layout): AsyncGenerator<Cells> {
  const parser = parse({
    delimiter: layout.delimiter,
    // A file that was put together from others may have all three.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // A quotation mark in the middle of a cell is part of it. All others were checked before.
    relax_quotes: true,
  });
  // If the caller stops reading early, the parser fails when nobody else listens, which would end the process.
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
