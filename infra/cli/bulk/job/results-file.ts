import { JobError } from '../errors.ts';
import type { BadRow, Delimiter, Row } from '../sheet/row.ts';
import { type Line, linesOf } from './lines.ts';
import type { Appender, Files } from './ports.ts';
import type { Ready } from './ready.ts';
import { headerLine, lineOf, lineStart, type Result, readLine } from './result.ts';
import { Tally } from './summary.ts';

/** How far a job is, by its results. */
export interface Recorded {
  /** Requests of which every row has its result. */
  readonly requests: number;
  /** What those take, in bytes; behind them may stand a part that a process left that died while it wrote. */
  readonly bytes: number;
  readonly tally: Tally;
}

/**
 * Compares the results with what the job would write: line by line, for only so can it be told what has been sent.
 * @throws {JobError} where they are not as they were written, as after a spreadsheet has saved them
 */
export const readResults = async (
  files: Files,
  path: string,
  delimiter: Delimiter,
  ready: AsyncIterable<Ready>,
): Promise<Recorded> => {
  const tally = new Tally();
  const bytes = await files.read(path);
  if (bytes === undefined) return { requests: 0, bytes: 0, tally };
  const lines = linesOf(bytes);
  try {
    const header = await nextOf(lines);
    if (header === undefined || isBegun(header, headerLine(delimiter))) return { requests: 0, bytes: 0, tally };
    if (header.text !== headerLine(delimiter)) throw notAsWritten(path, 1);

    let [requests, end, place] = [0, header.end, 1];
    for await (const { rows } of ready) {
      const results: Result[] = [];
      for (const row of rows) {
        const line = await nextOf(lines);
        place += 1;
        if (line === undefined || isBegun(line, lineStart(row, delimiter))) return { requests, bytes: end, tally };
        const result = resultIn(line, row, delimiter);
        if (result === undefined) throw notAsWritten(path, place);
        results.push(result);
        if (results.length === rows.length) end = line.end;
      }
      for (const result of results) tally.add(result);
      requests += 1;
    }
    if ((await nextOf(lines)) !== undefined) throw notAsWritten(path, place + 1);
    return { requests, bytes: end, tally };
  } finally {
    await lines.return(undefined);
  }
};

const nextOf = async (lines: AsyncGenerator<Line, void>): Promise<Line | undefined> =>
  (await lines.next()).value ?? undefined;

/** Whether a line that should begin so was cut off while it was written. */
const isBegun = ({ text, isWhole }: Line, start: string): boolean =>
  !isWhole && (start.startsWith(text) || text.startsWith(start));

const resultIn = ({ text }: Line, row: Row | BadRow, delimiter: Delimiter): Result | undefined =>
  text.startsWith(lineStart(row, delimiter)) ? readLine(text, delimiter) : undefined;

/** What a job does without its results. */
export const allAgain =
  'then all is asked for once more, and for as long as the gateway keeps its records (90 days, unless it was set up otherwise) nobody ' +
  'gets a message twice.';

const notAsWritten = (path: string, line: number): JobError =>
  new JobError(
    `${path} is not as it was written: line ${line} is another one, as if a spreadsheet had sorted or saved the file. ` +
      `Put it back as it was, or move it away: ${allAgain}`,
  );

/** Appends results, request by request. */
export interface ResultsWriter {
  /** They are safe when it returns. */
  add(results: readonly Result[]): Promise<void>;
  close(): Promise<void>;
}

/** What stands behind the results of whole requests is cut off: the API still knows it, and tells it again. */
export const writeResults = async (
  files: Files,
  path: string,
  delimiter: Delimiter,
  { bytes }: Pick<Recorded, 'bytes'>,
): Promise<ResultsWriter> => {
  const file: Appender = bytes === 0 ? await files.create(path) : await files.goOn(path, bytes);
  if (bytes === 0) await file.append(`${headerLine(delimiter)}\n`);
  return {
    add: async (results) => {
      await file.append(results.map((result) => `${lineOf(result, delimiter)}\n`).join(''));
      await file.sync();
    },
    close: () => file.close(),
  };
};
