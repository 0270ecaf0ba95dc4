import { ApiError } from '../client/index.ts';
import { mayPass } from './connection.ts';

/**
 * Milliseconds from an answer to the next load. Each load costs a request and its reads as long as the tab is visible.
 */
export const every = {
  /** For what people watch as it happens. A change of a message shows within five seconds. */
  live: 4_000,
  /** For what changes seldom or is less important on its page. */
  slow: 10_000,
  /** For figures, and for messages with a final status: only their number and text may still be deleted. */
  rare: 30_000,
  /** For the account, because that asks the gateway, and for pages of old messages. */
  rarest: 60_000,
} as const;

/** Milliseconds from the first failure to the next load, and the longest pause after several. */
const firstPause = 4_000;
const longestPause = 60_000;

/**
 * Milliseconds until the next load; `undefined`: there is none.
 * @param usual the pause after a success
 * @param failures in a row; 0: the last load succeeded
 */
export const pauseBefore = (usual: number | undefined, failures: number, error: unknown): number | undefined => {
  if (failures === 0) return usual;
  if (!mayPass(error)) return undefined;
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1_000 : 0;
  return Math.max(asked, Math.min(longestPause, firstPause * 2 ** (failures - 1)));
};
