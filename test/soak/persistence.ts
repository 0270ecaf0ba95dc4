import { setTimeout as sleep } from 'node:timers/promises';

/** After this time without an answer, a client makes its request again. */
export const patienceMillis = 10_000;
const tries = 20;
const longestPauseMillis = 8_000;

/**
 * Tries until there is an answer. A failed connection, a timeout and `undefined` are not answers.
 * @returns `undefined` if even the last try had none
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
