import { JobError } from '../errors.ts';
import { type BadRow, isBad, type Row } from '../sheet/row.ts';
import { checksumLength, checksumOf } from './content.ts';
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
      for (let at = 0; at < request.checksums.length; at += checksumLength) {
        const { value: row } = await source.next();
        if (row === undefined || checksumOf(row) !== request.checksums.slice(at, at + checksumLength)) {
          throw new JobError('The file has changed while it was read.');
        }
        own.push(row);
      }
      const left = new Set(request.duplicates.filter((_, index) => index % 2 === 0));
      const recipients = own.filter((row): row is Row => !isBad(row) && !left.has(row.row));
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
  const first = new Map<number, number>();
  for (let at = 0; at < request.duplicates.length; at += 2) {
    first.set(request.duplicates[at] ?? 0, request.duplicates[at + 1] ?? 0);
  }
  return rows.map((row) => {
    if (isBad(row)) return refusal(row, row.code, row.detail);
    const of = first.get(row.row);
    const result = of === undefined ? sentTo.get(row.row) : duplicate(row, of);
    if (result === undefined) throw new Error(`Row ${row.row} has no result.`);
    return result;
  });
};
