import type { Message } from '../../../../functions/client/types.ts';
import type { Delimiter, Row } from '../sheet/row.ts';

/** A line of the results. */
export interface Result {
  readonly row: number;
  /** As it is in the file. */
  readonly to: string;
  /** Of its message; absent if it got none. */
  readonly id?: string;
  /** The status of its message, `rejected` or `duplicate`. */
  readonly status: string;
  /** The reason of the message; for a rejected row, code and sentence; for a duplicate, the row that gets the message. */
  readonly reason: string;
}

export const resultOf = ({ row, to }: Pick<Row, 'row' | 'to'>, { id, status, reason }: Message): Result => ({
  row,
  to,
  id,
  status,
  reason: reason === undefined ? '' : `${reason.code}: ${reason.text}`,
});

export const rejectedResult = ({ row, to }: Pick<Row, 'row' | 'to'>, code: string, detail: string): Result => ({
  row,
  to,
  status: 'rejected',
  reason: `${code}: ${detail}`,
});

export const duplicate = ({ row, to }: Pick<Row, 'row' | 'to'>, of: number): Result => ({
  row,
  to,
  status: 'duplicate',
  reason: `of row ${of}`,
});

export const codeAndDetailOf = ({ reason }: Result): { readonly code: string; readonly detail: string } => {
  const [code = '', ...detail] = reason.split(': ');
  return { code, detail: detail.join(': ') };
};

const columns = ['row', 'to', 'id', 'status', 'reason'];

/** Results have the delimiter of the file, so that the same spreadsheet opens both. */
export const headerLine = (delimiter: Delimiter): string => columns.join(delimiter);

/** @returns `undefined` if the header is not complete, or was not written by textgate */
export const delimiterOf = (header: string): Delimiter | undefined =>
  ([',', ';', '\t'] as const).find((delimiter) => headerLine(delimiter) === header);

/** The beginning of a line, which does not depend on the result. */
export const lineStart = ({ row, to }: Pick<Row, 'row' | 'to'>, delimiter: Delimiter): string =>
  `${row}${delimiter}${cell(to, delimiter)}${delimiter}`;

/** One line without its line end. No cell contains a line end. */
export const lineOf = (result: Result, delimiter: Delimiter): string =>
  lineStart(result, delimiter) +
  [result.id ?? '', result.status, result.reason].map((text) => cell(text, delimiter)).join(delimiter);

/** @returns `undefined` if textgate did not write this line */
export const readLine = (line: string, delimiter: Delimiter): Result | undefined => {
  const cells = cellsOf(line, delimiter);
  const [row = '', to = '', id = '', status = '', reason = ''] = cells;
  const isOurs =
    cells.length === columns.length &&
    /^[1-9]\d*$/.test(row) &&
    /^(msg_[0-9A-Z]{26})?$/.test(id) &&
    /^[a-z_]+$/.test(status);
  return isOurs ? { row: Number(row), to, ...(id !== '' && { id }), status, reason } : undefined;
};

/**
 * A spreadsheet takes a cell that begins like this for a formula, and may carry it out. An apostrophe makes it text (OWASP, "CSV
 * Injection"). Numbers in E.164 are harmless, and programs search for them: they get none.
 */
const formula = /^[=+\-@\t\r]/;
const plainNumber = /^\+\d+$/;

const cell = (text: string, delimiter: Delimiter): string => {
  const inOneLine = text.replace(/[\r\n\0]+/g, ' ');
  const harmless = formula.test(inOneLine) && !plainNumber.test(inOneLine) ? `'${inOneLine}` : inOneLine;
  return harmless.includes('"') || harmless.includes(delimiter) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

const cellsOf = (line: string, delimiter: Delimiter): readonly string[] => {
  const cells = line.matchAll(
    new RegExp(`(?:^|${delimiter})(?:"((?:[^"]|"")*)"|([^"${delimiter}]*))(?=${delimiter}|$)`, 'g'),
  );
  return Array.from(cells, ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
};
