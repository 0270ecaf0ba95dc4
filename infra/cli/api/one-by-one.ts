import { type ApiError, InvalidRequestError, NotFoundError } from '../../../functions/client/index.ts';
import { CommandError } from '../errors.ts';
import type { Shell } from '../shell.ts';
import { visible } from '../visible.ts';

interface Work<T> {
  ask(one: string): Promise<T>;
  /** Called once, also where something ends the work before the last. */
  show(done: readonly T[]): void;
  /** What is still to be done for one that was answered, if anything. */
  problemIn?(answer: T): string | undefined;
}

/**
 * Asks for one after the other: one that is refused is told, and does not keep the others from theirs.
 * @throws CommandError where there is one with a problem; what ends the work, as a gateway that cannot be reached
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
  if (problems.length > 0) throw new CommandError(`Not done, or not all of it: ${problems.length} of ${typed.length}.`);
};

const isOfOne = (error: unknown): error is ApiError =>
  error instanceof InvalidRequestError || error instanceof NotFoundError;

/** Where fields are at fault, the detail says no more than that. */
const reasonOf = ({ message, problem }: ApiError): string =>
  problem?.errors?.map(({ detail }) => detail).join(' ') ?? problem?.detail ?? message;
