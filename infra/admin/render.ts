/** A row as lines of `name  value`; rows as a table. Absent values are left blank. */
export const render = (result: object): string => {
  if (!Array.isArray(result)) return align(Object.entries(result).map(([name, value]) => [name, cell(value)]));
  if (result.length === 0) return 'None.';
  const rows: object[] = result;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return align([
    names,
    ...rows.map((row) => {
      const values = new Map(Object.entries(row));
      return names.map((name) => cell(values.get(name)));
    }),
  ]);
};

const cell = (value: unknown): string =>
  value === undefined ? '' : Array.isArray(value) ? value.join(',') : String(value);

const align = (rows: readonly (readonly string[])[]): string => {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(width(column)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
};
