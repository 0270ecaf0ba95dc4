import { ApiError } from '../client/index.ts';
import { mayPass } from './connection.ts';

/** Milliseconds from an answer to the next look. Each costs a request and its reads, for as long as a tab is in sight. */
export const every = {
  /** What somebody watches as it happens; a change of a message shows within five seconds. */
  live: 4_000,
  /** What changes seldom, or in the background of something else. */
  slow: 10_000,
  /** Figures, and what has ended: of that, only a number and a text may be deleted. */
  rare: 30_000,
  /** What costs most, and pages of old messages: the gateway is asked for the account's look. */
  rarest: 60_000,
} as const;

/** Milliseconds from a failure to the next look, and the most that several make of it. */
const firstPause = 4_000;
const longestPause = 60_000;

/**
 * Milliseconds until something is looked at again; `undefined`: it is not.
 * @param usual where it went well
 * @param failures in a row; after none, there is no error
 */
export const pauseBefore = (usual: number | undefined, failures: number, error: unknown): number | undefined => {
  if (failures === 0) return usual;
  if (!mayPass(error)) return undefined;
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1_000 : 0;
  return Math.max(asked, Math.min(longestPause, firstPause * 2 ** (failures - 1)));
};
