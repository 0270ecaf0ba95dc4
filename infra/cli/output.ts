import type { CliCommand } from './command.ts';
import type { Shell } from './shell.ts';
import { createTable } from './table.ts';
import { safeJson } from './visible.ts';

export interface OutputOptions {
  readonly json?: boolean;
}

export const addJson = (command: CliCommand): CliCommand => command.option('--json', 'print JSON, for programs');

/** Prints the answer as JSON, or as `forPeople` words it. */
export const show = <T>(answer: T, { json }: OutputOptions, shell: Shell, forPeople: (answer: T) => string): void =>
  shell.print(json === true ? safeJson(answer) : forPeople(answer));

/** A table's column names, each with the function that gives its cell of a row. */
export type Columns<T> = Readonly<Record<string, (row: T) => string>>;

export const tableOf = <T>(rows: readonly T[], columns: Columns<T>, shell: Shell): string =>
  rows.length === 0
    ? 'None.'
    : createTable(Object.keys(columns), shell.columns)(rows.map((row) => cells(row, columns)));

const cells = <T>(row: T, columns: Columns<T>): readonly string[] => Object.values(columns).map((of) => of(row));

/** How many rows are printed at once. The first ones set the widths of the table's columns. */
const part = 500;

/** Prints rows as they arrive, as a table or a JSON array. It stops if nobody reads them any more. */
export const showAll = async <T>(
  rows: AsyncIterable<T>,
  { json }: OutputOptions,
  shell: Shell,
  columns: Columns<T>,
): Promise<void> => {
  const table = createTable(Object.keys(columns), shell.columns);
  let count = 0;
  let waiting: T[] = [];
  const flush = () => {
    if (waiting.length === 0) return;
    if (json === true) {
      const isFirst = count === waiting.length;
      shell.print((isFirst ? '[\n' : ',\n') + waiting.map((row) => indented(safeJson(row))).join(',\n'));
    } else shell.print(table(waiting.map((row) => cells(row, columns))));
    waiting = [];
  };
  for await (const row of rows) {
    count += 1;
    waiting.push(row);
    if (waiting.length === part) flush();
    if (!shell.isRead()) return;
  }
  flush();
  if (json === true) shell.print(count === 0 ? '[]' : ']');
  else if (count === 0) shell.print('None.');
};

const indented = (text: string): string => text.replace(/^/gm, '  ');
