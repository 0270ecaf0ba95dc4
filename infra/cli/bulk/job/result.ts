import type { Message } from '../../../../functions/client/types.ts';
import type { Delimiter, Row } from '../sheet/row.ts';

/** What became of a row. */
export interface Result {
  readonly row: number;
  /** As it stands in the file. */
  readonly to: string;
  /** Absent: it got no message. */
  readonly id?: string;
  /** That of its message; or else `refused`, or `duplicate`. */
  readonly status: string;
  /** Of a message, its reason; of a refusal its code and a sentence; of a duplicate the row that gets the message. */
  readonly reason: string;
}

/** What became of a row's message. */
export const resultOf = ({ row, to }: Pick<Row, 'row' | 'to'>, { id, status, reason }: Message): Result => ({
  row,
  to,
  id,
  status,
  reason: reason === undefined ? '' : `${reason.code}: ${reason.text}`,
});

export const refusal = ({ row, to }: Pick<Row, 'row' | 'to'>, code: string, detail: string): Result => ({
  row,
  to,
  status: 'refused',
  reason: `${code}: ${detail}`,
});

export const duplicate = ({ row, to }: Pick<Row, 'row' | 'to'>, of: number): Result => ({
  row,
  to,
  status: 'duplicate',
  reason: `of row ${of}`,
});

/** Code and sentence of a refusal. */
export const refusedFor = ({ reason }: Result): { readonly code: string; readonly detail: string } => {
  const [code = '', ...detail] = reason.split(': ');
  return { code, detail: detail.join(': ') };
};

const columns = ['row', 'to', 'id', 'status', 'reason'];

/** The delimiter is that of the file: the spreadsheet that wrote one opens the other. */
export const headerLine = (delimiter: Delimiter): string => columns.join(delimiter);

/** The delimiter of a header that is whole; `undefined`: it is none of ours. */
export const delimiterOf = (header: string): Delimiter | undefined =>
  ([',', ';', '\t'] as const).find((delimiter) => headerLine(delimiter) === header);

/** What a line begins with, whatever became of its row. */
export const lineStart = ({ row, to }: Pick<Row, 'row' | 'to'>, delimiter: Delimiter): string =>
  `${row}${delimiter}${cell(to, delimiter)}${delimiter}`;

/** One line, without its end: a record never takes two. */
export const lineOf = (result: Result, delimiter: Delimiter): string =>
  lineStart(result, delimiter) +
  [result.id ?? '', result.status, result.reason].map((text) => cell(text, delimiter)).join(delimiter);

/** @returns `undefined` where it is not as we write it */
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
 * A spreadsheet takes what begins so for a formula, and may carry it out: with an apostrophe it is a text (OWASP, "CSV
 * Injection"). A number in E.164 is none that does anything, and programs look for it.
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
