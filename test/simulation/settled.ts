import { StoreUnavailableError } from '../../functions/messages/errors.ts';

/** An answer that can be given later, be it an error. */
export const settled = <Answer>(run: Promise<Answer>): Promise<() => Answer> =>
  run.then(
    (answer) => () => answer,
    (error: unknown) => () => {
      throw error;
    },
  );

/** The answer of a store that gives none. */
export const noAnswer = (): never => {
  throw new StoreUnavailableError('The database did not answer. Try again.');
};
