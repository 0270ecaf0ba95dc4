import type { FieldProblem, SendReply } from '../../../../functions/client/types.ts';
import { StoppedError } from '../errors.ts';
import type { Row } from '../sheet/row.ts';
import { codeAndDetailOf, type Result, rejectedResult, resultOf } from './result.ts';

/** Some messages were not recorded, perhaps only for now. The same request must be made again to find out. */
export class NotRecordedError extends Error {
  override readonly name = 'NotRecordedError';
}

/**
 * Matches the messages of an answer with the rows of its request. An answer, or replay, has one message for each recipient
 * that is not in `rejected`, in the same order. If it does not, the run stops: a guess might name the wrong person.
 * @throws {NotRecordedError} if the same request must be made again
 */
export const resultsOf = (rows: readonly Row[], { messages, rejected }: SendReply): readonly Result[] => {
  if (rejected.some(({ code }) => code === 'not_recorded')) throw new NotRecordedError();
  const rejectionAt = new Map(rejected.map((rejection) => [rejection.index, rejection]));
  const isWhole = rejectionAt.size === rejected.length && messages.length + rejected.length === rows.length;
  if (!isWhole || rejected.some(({ index }) => rows[index] === undefined)) throw notFitting(rows);
  let next = 0;
  return rows.map((row, index): Result => {
    const rejection = rejectionAt.get(index);
    if (rejection !== undefined) return rejectedResult(row, rejection.code, rejection.detail);
    const message = messages[next];
    next += 1;
    if (message === undefined) throw notFitting(rows);
    return resultOf(row, message);
  });
};

const notFitting = (rows: readonly Row[]): StoppedError =>
  new StoppedError(
    `textgate's answer to rows ${rows[0]?.row} to ${rows.at(-1)?.row} does not fit the request, so it is not known which message is whose.`,
  );

/** The credits did not suffice for it, though perhaps for others of the request. */
export const isUncovered = (result: Result): boolean => isFor('insufficient_credit', result);

/** The Lambda that handled it died, or the store did not take it in time. */
const isGivenUp = (result: Result): boolean => isFor('not_sent', result);

/** It will never be sent under this idempotency key, but it can be sent under another. */
export const isClosed = (result: Result): boolean => isUncovered(result) || isGivenUp(result);

const isFor = (code: string, result: Result): boolean =>
  (result.status === 'failed' || result.status === 'rejected') && codeAndDetailOf(result).code === code;

/**
 * If no recipient of a request is acceptable, the API rejects it as a whole, and names each recipient.
 * @returns `undefined` if the problem is another one
 */
export const rejectionsIn = (
  rows: readonly Row[],
  problems: readonly FieldProblem[],
): readonly Result[] | undefined => {
  const problemAt = new Map(problems.map((problem) => [placeIn(problem.pointer), problem]));
  const results = rows.map((row, index) => {
    const problem = problemAt.get(index);
    return problem && rejectedResult(row, problem.code, problem.detail);
  });
  const known = results.filter((result) => result !== undefined);
  return known.length === rows.length && problems.length === rows.length ? known : undefined;
};

const placeIn = (pointer: string): number | undefined => {
  const place = /^\/(?:to|recipients)\/(\d+)(?:\/(?:to|values))?$/.exec(pointer)?.[1];
  return place === undefined ? undefined : Number(place);
};
