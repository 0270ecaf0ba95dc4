import { visible } from './visible.ts';
import { cutTo, widthOf } from './width.ts';

const GAP = '  ';
/** The last column keeps this width: on a narrower terminal the line wraps. */
const leastLast = 10;

/**
 * Makes a table that is printed in parts. The first part sets the widths of the columns; later ones may widen them.
 * @param columns width of the terminal, to which lines are cut; absent: nothing is cut
 */
export const createTable = (names: readonly string[], columns?: number) => {
  const widths: number[] = [];
  let isHead = true;
  const widen = (rows: readonly (readonly string[])[]) => {
    for (const row of rows)
      for (const [at, text] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(text));
  };
  const line = (row: readonly string[]): string => {
    const last = row.length - 1;
    const before = row.slice(0, last).map((text, at) => text + ' '.repeat((widths[at] ?? 0) - widthOf(text)) + GAP);
    const start = before.join('');
    const room = columns === undefined ? undefined : Math.max(leastLast, columns - widthOf(start));
    const end = row[last] ?? '';
    return (start + (room === undefined ? end : cutTo(end, room))).trimEnd();
  };
  return (rows: readonly (readonly string[])[]): string => {
    const shown = rows.map((row) => row.map(visible));
    const lines = isHead && names.length > 0 ? [names, ...shown] : shown;
    isHead = false;
    widen(lines);
    return lines.map(line).join('\n');
  };
};

/** Names and values, one pair on each line. */
export const pairs = (entries: readonly (readonly [name: string, value: string])[], columns?: number): string =>
  createTable([], columns)(entries);

/** An object as lines of `name  value`, with lists of objects as tables below; an array as a table. Absent values are blank. */
export const render = (result: object, columns?: number): string => {
  if (!Array.isArray(result)) {
    const [inside, values] = [Object.values(result).filter(isTable), Object.entries(result)];
    const lines = values.filter(([, value]) => !isTable(value)).map(([name, value]) => [name, cell(value)] as const);
    return [pairs(lines, columns), ...inside.map((rows) => render(rows, columns))].join('\n\n');
  }
  if (result.length === 0) return 'None.';
  const rows: object[] = result;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return createTable(
    names,
    columns,
  )(
    rows.map((row) => {
      const values = new Map(Object.entries(row));
      return names.map((name) => cell(values.get(name)));
    }),
  );
};

const isTable = (value: unknown): value is object[] =>
  Array.isArray(value) && value.some((entry) => typeof entry === 'object');

const cell = (value: unknown): string =>
  value === undefined || value === null ? '' : Array.isArray(value) ? value.join(',') : String(value);
