import { StoreUnavailableError } from '../messages/errors.ts';

/** Errors that a retry cannot fix: mistakes in the code or the deployment. */
const permanent = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
  'ValidationException',
]);

/** Whether a retry may succeed, as after throttling, a lost connection or a timeout. */
export const isPassing = (error: unknown): error is Error => error instanceof Error && !permanent.has(error.name);

/** For `catch`. @throws StoreUnavailableError for a passing error; any other error as it is */
export const unavailable = (error: unknown): never => {
  if (isPassing(error)) throw new StoreUnavailableError('The database did not answer. Try again.', { cause: error });
  throw error;
};
