import { JobError } from '../errors.ts';
import { type BadRow, isBad, type Row } from '../sheet/row.ts';
import { checksumOf, checksumsIn } from './content.ts';
import type { Plan, PlannedRequest } from './plan-file.ts';
import { duplicate, type Result, refusal } from './result.ts';

/** A planned request with its rows. */
export interface Ready {
  /** Among the requests of the plan, from 0. */
  readonly place: number;
  readonly request: PlannedRequest;
  /** Those that get no message, too. */
  readonly rows: readonly (Row | BadRow)[];
  /** Those that are in the request. */
  readonly recipients: readonly Row[];
}

/**
 * The requests of a plan with their rows, out of the file.
 * @throws {JobError} where the file has other rows by now
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
          throw new JobError('The file has changed while it was read.');
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

/** What became of all rows of a request, from what became of its recipients. */
export const allResults = ({ request, rows }: Ready, sent: readonly Result[]): readonly Result[] => {
  const sentTo = new Map(sent.map((result) => [result.row, result]));
  const first = firstOfDuplicates(request);
  return rows.map((row) => {
    if (isBad(row)) return refusal(row, row.code, row.detail);
    const of = first.get(row.row);
    const result = of === undefined ? sentTo.get(row.row) : duplicate(row, of);
    if (result === undefined) throw new Error(`Row ${row.row} has no result.`);
    return result;
  });
};

/** By each row that is left out, the row that gets its message. */
const firstOfDuplicates = ({ duplicates }: PlannedRequest): ReadonlyMap<number, number> => {
  const first = new Map<number, number>();
  for (let at = 0; at < duplicates.length; at += 2) first.set(duplicates[at] ?? 0, duplicates[at + 1] ?? 0);
  return first;
};
