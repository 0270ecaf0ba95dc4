/** One line of a sheet that can be sent. Its number is the spreadsheet's: the header is row 1, blank rows count, a line end inside quotes does not. */
export interface Row {
  readonly row: number;
  /** As it stands in the file, without the blanks around it: reading numbers is the API's. */
  readonly to: string;
  /** Of the text's places alone, by their names. */
  readonly values: Readonly<Record<string, string>>;
}

/** A line refused without asking anybody: `code` as in the API's rejections, `detail` a sentence without the number. */
export interface BadRow {
  readonly row: number;
  /** As it stands in the file, or how that begins; empty where the row has no such cell. */
  readonly to: string;
  readonly code: string;
  readonly detail: string;
}

/** A spreadsheet's export. */
export interface Sheet {
  /** Of the file's bytes, in hex. */
  readonly sha256: string;
  /** The header's names, as they stand in the file. */
  readonly columns: readonly string[];
  readonly encoding: SheetEncoding;
  readonly delimiter: Delimiter;
  /** The name of the column with the numbers. */
  readonly toColumn: string;
  /**
   * All rows that are not blank, in the file's order. May be called again: it reads the file anew, as a stream.
   * @throws {SheetError} where the file has changed since, or cannot be read to its end
   */
  rows(): AsyncIterable<Row | BadRow>;
}

export type SheetEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export type Delimiter = ',' | ';' | '\t';

export interface SheetOptions {
  /** The message's text, whose places `{name}` are filled from columns. */
  readonly text: string;
  /** The column with the numbers; found by its name if not given. */
  readonly toColumn?: string;
  /** What a place gets in rows whose cell is empty, by its name; without one, such rows are refused. */
  readonly defaults?: Readonly<Record<string, string>>;
}

export const isBad = (row: Row | BadRow): row is BadRow => 'code' in row;
