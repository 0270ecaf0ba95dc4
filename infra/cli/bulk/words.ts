import type { RejectedRows, Rows } from './job/report.ts';

const digits = new Intl.NumberFormat('en-US');

export const figure = (count: number): string => digits.format(count);

export const counted = (count: number, one: string): string => `${figure(count)} ${count === 1 ? one : `${one}s`}`;

/** `row 7`, `rows 2, 3, 9, …`. */
export const rowNumbers = ({ count, first }: Rows): string => {
  const rest = count > first.length ? ', …' : '';
  return `${count === 1 ? 'row' : 'rows'} ${first.join(', ')}${rest}`;
};

/** Two lines for each reason: how many rows and which, then what is wrong with the first of them. */
export const rejectionLines = (rejected: readonly RejectedRows[]): readonly string[] =>
  rejected.flatMap(({ code, detail, ...rows }) => {
    const [first] = rows.first;
    return [
      `${figure(rows.count)} ${code}: ${rowNumbers(rows)}`,
      `  ${rows.count > 1 ? `row ${first}: ` : ''}${detail}`,
    ];
  });

export const sum = (groups: readonly Rows[]): number => groups.reduce((total, { count }) => total + count, 0);
