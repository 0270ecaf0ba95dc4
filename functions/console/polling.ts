import { ApiError } from '../client/index.ts';
import { mayPass } from './connection.ts';

/** Milliseconds from a failure to the next look, and the most that several make of it. */
const firstPause = 4_000;
const longestPause = 60_000;

/**
 * Milliseconds until something is looked at again; `undefined`: it is not.
 * @param every where it went well
 * @param failures in a row; after none, there is no error
 */
export const pauseBefore = (every: number | undefined, failures: number, error: unknown): number | undefined => {
  if (failures === 0) return every;
  if (!mayPass(error)) return undefined;
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1_000 : 0;
  return Math.max(asked, Math.min(longestPause, firstPause * 2 ** (failures - 1)));
};
