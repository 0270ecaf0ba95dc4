import type { CliCommand } from '../command.ts';
import type { Shell } from '../shell.ts';
import { countOption } from '../values.ts';

export interface ListOptions {
  readonly limit?: number;
  readonly all?: boolean;
}

const usually = 20;
/** The most that the API puts on a page. */
const page = 100;

export const addLimit = (command: CliCommand): CliCommand =>
  command
    .addOption(countOption('--limit <number>', `how many at most (default: ${usually})`).conflicts('all'))
    .option('--all', 'every one');

/** What to ask the API for at a time: one more than is shown tells whether there are more. */
export const pageSize = ({ limit = usually, all }: ListOptions): number =>
  all === true ? page : Math.min(limit + 1, page);

/** As many as were asked for; says so where there are more. */
export async function* limited<T>(rows: AsyncIterable<T>, options: ListOptions, shell: Shell): AsyncGenerator<T> {
  const { limit = usually, all } = options;
  let count = 0;
  for await (const row of rows) {
    if (all !== true && count === limit) {
      shell.tell(`There are more than these ${limit}: see --limit and --all.`);
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
