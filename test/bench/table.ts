import type { Row } from './row.ts';

const head = ['', 'figure', 'reference', 'ratio', 'aim', ''];

/** The rows as lines of a table with aligned columns. */
export const table = (rows: readonly Row[]): string => {
  const cells = [head, ...rows.map(cellsOf)];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
};

const cellsOf = ({ what, figure, reference, ratio, aim, met }: Row): string[] => [
  what,
  figure,
  reference,
  ratio === undefined ? '' : `${ratio.toFixed(2)}×`,
  aim ?? '',
  met === undefined ? '' : met ? 'met' : 'NOT MET',
];
