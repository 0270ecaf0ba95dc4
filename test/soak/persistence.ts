import { setTimeout as sleep } from 'node:timers/promises';

/** A client's: an answer that takes longer is no answer, and the request is made again. */
export const patienceMillis = 10_000;
const tries = 20;
const longestPauseMillis = 8_000;

/**
 * Tries until there is an answer. A failed connection and a timeout are no answer, and neither is `undefined`.
 * @returns `undefined` when even the last try had none
 */
export const persistently = async <T>(
  attempt: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T | undefined> => {
  for (let failures = 1; failures <= tries; failures += 1) {
    const answer = await attempt().catch(() => undefined);
    if (answer !== undefined) return answer;
    await sleep(Math.min(longestPauseMillis, 250 * 2 ** failures), undefined, { signal });
  }
  return undefined;
};
