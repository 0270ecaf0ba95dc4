/** A row as lines of `name  value`, with rows inside it below; rows as a table. Absent values are left blank. */
export const render = (result: object): string => {
  if (!Array.isArray(result)) {
    const [inside, values] = [Object.values(result).filter(isTable), Object.entries(result)];
    const lines = values.filter(([, value]) => !isTable(value)).map(([name, value]) => [name, cell(value)]);
    return [align(lines), ...inside.map(render)].join('\n\n');
  }
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

const isTable = (value: unknown): value is object[] =>
  Array.isArray(value) && value.some((entry) => typeof entry === 'object');

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
