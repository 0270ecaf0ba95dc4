/** A row that can be sent. It has the spreadsheet's number: the header is row 1; blank rows count, line ends in quotes do not. */
export interface Row {
  readonly row: number;
  /** As in the file, without surrounding blanks. The API reads it. */
  readonly to: string;
  /** Only those of the text's placeholders, by their names. */
  readonly values: Readonly<Record<string, string>>;
}

/** A row that is rejected without asking the API. `code` is one of the API's; `detail` is a sentence without the number. */
export interface BadRow {
  readonly row: number;
  /** As in the file, but cut if it is too long; empty if the row has no such cell. */
  readonly to: string;
  readonly code: string;
  readonly detail: string;
}

/** A CSV file. */
export interface Sheet {
  /** Of the file's bytes, in hex. */
  readonly sha256: string;
  /** The names in the header, as in the file. */
  readonly columns: readonly string[];
  readonly encoding: SheetEncoding;
  readonly delimiter: Delimiter;
  /** The name of the column of the phone numbers. */
  readonly toColumn: string;
  /**
   * All rows that are not blank, in the file's order. Each call reads the file again, as a stream.
   * @throws {SheetError} if the file has changed, or cannot be read to its end
   */
  rows(): AsyncIterable<Row | BadRow>;
}

export type SheetEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type Delimiter = ',' | ';' | '\t';

export interface SheetOptions {
  /** The text of the messages. Each placeholder `{name}` is filled from a column. */
  readonly text: string;
  /** The column of the phone numbers. If absent, it is found by its name. */
  readonly toColumn?: string;
  /** Values for empty cells, by the placeholder's name. Without one, rows with an empty cell are rejected. */
  readonly defaults?: Readonly<Record<string, string>>;
}

export const isBad = (row: Row | BadRow): row is BadRow => 'code' in row;
