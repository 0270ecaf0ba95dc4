import { StoreUnavailableError } from '../../functions/messages/errors.ts';

/** Waits for an answer or an error, and gives it when called. */
export const settled = <Answer>(run: Promise<Answer>): Promise<() => Answer> =>
  run.then(
    (answer) => () => answer,
    (error: unknown) => () => {
      throw error;
    },
  );

/** A store that does not answer. */
export const noAnswer = (): never => {
  throw new StoreUnavailableError('The database did not answer. Try again.');
};
