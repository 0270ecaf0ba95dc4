import type { FieldProblem, SendReply } from '../../../../functions/client/types.ts';
import { StoppedError } from '../errors.ts';
import type { Row } from '../sheet/row.ts';
import { type Result, refusal, refusedFor, resultOf } from './result.ts';

/** Nothing was handed over to some, and it is not known whether that is for good: the same request again tells. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';
}

/**
 * What became of each row of a request. The answer has a message for each recipient that is not in `rejected`, in their order;
 * a replay has, too. Anything else is not guessed at.
 * @throws {NotRecordedError} where the same request is to be made again
 */
export const resultsOf = (rows: readonly Row[], { messages, rejected }: SendReply): readonly Result[] => {
  if (rejected.some(({ code }) => code === 'not_recorded')) throw new NotRecordedError();
  const rejectionAt = new Map(rejected.map((rejection) => [rejection.index, rejection]));
  const isWhole = rejectionAt.size === rejected.length && messages.length + rejected.length === rows.length;
  if (!isWhole || rejected.some(({ index }) => rows[index] === undefined)) throw notFitting(rows);
  let next = 0;
  return rows.map((row, index): Result => {
    const rejection = rejectionAt.get(index);
    if (rejection !== undefined) return refusal(row, rejection.code, rejection.detail);
    const message = messages[next];
    next += 1;
    if (message === undefined) throw notFitting(rows);
    return resultOf(row, message);
  });
};

const notFitting = (rows: readonly Row[]): StoppedError =>
  new StoppedError(
    `The answer to rows ${rows[0]?.row} to ${rows.at(-1)?.row} does not fit the request, so it is not known which message is whose.`,
  );

/** The credits sufficed for others of the request, if for any. */
export const isUncovered = (result: Result): boolean => isFor('insufficient_credit', result);

/** The run that had it died, or the store did not take it in time. */
const isGivenUp = (result: Result): boolean => isFor('not_sent', result);

/** Nothing was sent to it, and nothing ever is under this key; under another, it may be. */
export const isClosed = (result: Result): boolean => isUncovered(result) || isGivenUp(result);

const isFor = (code: string, result: Result): boolean =>
  (result.status === 'failed' || result.status === 'refused') && refusedFor(result).code === code;

/**
 * Where nobody of a request is left to send to, the API refuses it whole, and names each recipient. @returns `undefined`
 * where it is about something else
 */
export const refusalsOf = (rows: readonly Row[], problems: readonly FieldProblem[]): readonly Result[] | undefined => {
  const problemAt = new Map(problems.map((problem) => [placeIn(problem.pointer), problem]));
  const results = rows.map((row, index) => {
    const problem = problemAt.get(index);
    return problem && refusal(row, problem.code, problem.detail);
  });
  const told = results.filter((result) => result !== undefined);
  return told.length === rows.length && problems.length === rows.length ? told : undefined;
};

const placeIn = (pointer: string): number | undefined => {
  const place = /^\/(?:to|recipients)\/(\d+)(?:\/(?:to|values))?$/.exec(pointer)?.[1];
  return place === undefined ? undefined : Number(place);
};
