import { StoreUnavailableError } from '../messages/errors.ts';

/** Errors that another try cannot mend: our own mistakes, or a deployment's. */
const permanent = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
  'ValidationException',
]);

/** Throttling, a lost connection, a time-out: it may go well another time. */
export const isPassing = (error: unknown): error is Error => error instanceof Error && !permanent.has(error.name);

/** For `catch`. @throws StoreUnavailableError for a passing error, and any other as it is. */
export const unavailable = (error: unknown): never => {
  if (isPassing(error)) throw new StoreUnavailableError('The database did not answer. Try again.', { cause: error });
  throw error;
};
