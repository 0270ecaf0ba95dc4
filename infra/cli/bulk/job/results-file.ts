import { JobError } from '../errors.ts';
import type { BadRow, Delimiter, Row } from '../sheet/row.ts';
import { type Line, linesOf } from './lines.ts';
import type { Appender, Files } from './ports.ts';
import type { Ready } from './ready.ts';
import { headerLine, lineOf, lineStart, type Result, readLine } from './result.ts';
import { Tally } from './summary.ts';

/** How far a job is, according to its results. */
export interface Recorded {
  /** How many requests have the results of all their rows. */
  readonly requests: number;
  /** The length of these results. A process that died while writing may have left part of a request behind them. */
  readonly bytes: number;
  readonly tally: Tally;
}

/**
 * Compares the results, line by line, with the rows of the job: the results alone say what has been sent.
 * @throws {JobError} if they were changed, perhaps because a spreadsheet saved them
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

/** Whether a line that should begin with `start` was cut off while it was written. */
const isBegun = ({ text, isWhole }: Line, start: string): boolean =>
  !isWhole && (start.startsWith(text) || text.startsWith(start));

const resultIn = ({ text }: Line, row: Row | BadRow, delimiter: Delimiter): Result | undefined =>
  text.startsWith(lineStart(row, delimiter)) ? readLine(text, delimiter) : undefined;

/** What happens if the results are missing. */
export const allAgain =
  'then all requests are made again. As long as textgate keeps its records (90 days, unless set otherwise), nobody gets a message ' +
  'twice.';

const notAsWritten = (path: string, line: number): JobError =>
  new JobError(
    `${path} was changed: line ${line} is not what textgate wrote. Perhaps a spreadsheet sorted or saved the file. ` +
      `Restore it, or move it away: ${allAgain}`,
  );

/** Appends results, request by request. */
export interface ResultsWriter {
  /** When it returns, the results survive a loss of power. */
  add(results: readonly Result[]): Promise<void>;
  close(): Promise<void>;
}

/** Results of an incomplete request are cut off: the API will give them again. */
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
