import { type ApiError, InvalidRequestError, NotFoundError } from '../../../functions/client/index.ts';
import { CommandError } from '../errors.ts';
import type { Shell } from '../shell.ts';
import { visible } from '../visible.ts';

interface Work<T> {
  ask(one: string): Promise<T>;
  /** Called once, also if an error ends the work early. */
  show(done: readonly T[]): void;
  /** What an answer still leaves to do, if anything. */
  problemIn?(answer: T): string | undefined;
}

/**
 * Makes one request after the other. An invalid or unknown one is reported at the end, and the others are still made.
 * @throws CommandError if one had a problem; any other error ends the work at once
 */
export const oneByOne = async <T>(
  typed: readonly string[],
  { ask, show, problemIn }: Work<T>,
  shell: Shell,
): Promise<void> => {
  const done: T[] = [];
  const problems: string[] = [];
  try {
    for (const one of typed) {
      const problem = await ask(one).then(
        (answer) => {
          done.push(answer);
          return problemIn?.(answer);
        },
        (error: unknown) => {
          if (typed.length > 1 && isOfOne(error)) return reasonOf(error);
          throw error;
        },
      );
      if (problem !== undefined) problems.push(`${one}: ${problem}`);
    }
  } finally {
    if (done.length > 0) show(done);
    for (const problem of problems) shell.tell(visible(problem));
  }
  if (problems.length > 0)
    throw new CommandError(`${problems.length} of ${typed.length} could not be done, or only in part.`);
};

const isOfOne = (error: unknown): error is ApiError =>
  error instanceof InvalidRequestError || error instanceof NotFoundError;

/** If there are errors of fields, the detail only says that there are. */
const reasonOf = ({ message, problem }: ApiError): string =>
  problem?.errors?.map(({ detail }) => detail).join(' ') ?? problem?.detail ?? message;
