import { JobError } from '../errors.ts';
import { type BadRow, isBad, type Row } from '../sheet/row.ts';
import { checksumOf, checksumsIn } from './content.ts';
import type { Plan, PlannedRequest } from './plan-file.ts';
import { duplicate, type Result, rejectedResult } from './result.ts';

/** A planned request with its rows. */
export interface Ready {
  /** Its index among the requests of the plan. */
  readonly place: number;
  readonly request: PlannedRequest;
  /** Including those that get no message. */
  readonly rows: readonly (Row | BadRow)[];
  /** The rows that are in the request. */
  readonly recipients: readonly Row[];
}

/**
 * Reads the requests of a plan together with their rows of the file.
 * @throws {JobError} if the rows of the file have changed
 */
export async function* readyRequests(
  { requests }: Pick<Plan, 'requests'>,
  rows: AsyncIterable<Row | BadRow>,
): AsyncGenerator<Ready> {
  const source = rows[Symbol.asyncIterator]();
  let place = 0;
  try {
    for await (const request of requests()) {
      const own: (Row | BadRow)[] = [];
      for (const checksum of checksumsIn(request.checksums)) {
        const { value: row } = await source.next();
        if (row === undefined || checksumOf(row) !== checksum) {
          throw new JobError('The file was changed while it was read. Restore it, and run the command again.');
        }
        own.push(row);
      }
      const first = firstOfDuplicates(request);
      const recipients = own.filter((row): row is Row => !isBad(row) && !first.has(row.row));
      yield { place, request, rows: own, recipients };
      place += 1;
    }
  } finally {
    await source.return?.();
  }
}

/** The results of all rows of a request, from those of its recipients. */
export const allResults = ({ request, rows }: Ready, sent: readonly Result[]): readonly Result[] => {
  const sentTo = new Map(sent.map((result) => [result.row, result]));
  const first = firstOfDuplicates(request);
  return rows.map((row) => {
    if (isBad(row)) return rejectedResult(row, row.code, row.detail);
    const of = first.get(row.row);
    const result = of === undefined ? sentTo.get(row.row) : duplicate(row, of);
    if (result === undefined) throw new Error(`Row ${row.row} has no result.`);
    return result;
  });
};

/** For each row that is left out as a duplicate, the row that gets the message. */
const firstOfDuplicates = ({ duplicates }: PlannedRequest): ReadonlyMap<number, number> => {
  const first = new Map<number, number>();
  for (let at = 0; at < duplicates.length; at += 2) first.set(duplicates[at] ?? 0, duplicates[at + 1] ?? 0);
  return first;
};
