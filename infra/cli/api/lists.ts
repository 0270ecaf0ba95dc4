import type { CliCommand } from '../command.ts';
import type { Shell } from '../shell.ts';
import { countOption } from '../values.ts';

export interface ListOptions {
  readonly limit?: number;
  readonly all?: boolean;
}

const defaultLimit = 20;
/** The API puts no more on a page. */
const largestPage = 100;

export const addLimit = (command: CliCommand): CliCommand =>
  command
    .addOption(countOption('--limit <number>', `show at most this many (default: ${defaultLimit})`).conflicts('all'))
    .option('--all', 'show all');

/** One more than is shown, to know whether there are more. */
export const pageSize = ({ limit = defaultLimit, all }: ListOptions): number =>
  all === true ? largestPage : Math.min(limit + 1, largestPage);

/** Gives as many as were asked for, and tells if there are more. */
export async function* limited<T>(rows: AsyncIterable<T>, options: ListOptions, shell: Shell): AsyncGenerator<T> {
  const { limit = defaultLimit, all } = options;
  let count = 0;
  for await (const row of rows) {
    if (all !== true && count === limit) {
      shell.tell(`There are more than these ${limit}. Use --limit or --all to see them.`);
      return;
    }
    count += 1;
    yield row;
  }
}

export const allOf = async <T>(rows: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
};
