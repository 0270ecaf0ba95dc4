import { StoreUnavailableError } from '../messages/errors.ts';
import { pause } from '../runtime/backoff.ts';
import type { Written } from './conditional-batches.ts';
import { throttled } from './pauses.ts';

/**
 * If the answer to a write was lost, textgate repeats the write, and its own first write makes DynamoDB refuse the
 * second. So this compares each write that seems to have failed with the record. If the record cannot be read within
 * `within` milliseconds, the result is `unavailable`.
 * @param amongRecorded picks those that are recorded as intended
 */
export const confirmOwnWrites = async <T>(
  intended: readonly T[],
  written: readonly Written[],
  amongRecorded: (doubtful: readonly T[]) => Promise<ReadonlySet<T>>,
  within: number,
): Promise<Written[]> => {
  const doubtful = intended.filter((_, index) => isDoubtful(written[index]));
  const own = doubtful.length === 0 ? new Set() : await inTime(() => amongRecorded(doubtful), within);
  return intended.map((one, index) => {
    const result = written[index] ?? 'unavailable';
    if (!isDoubtful(result)) return result;
    if (own === undefined) return 'unavailable';
    return own.has(one) ? 'written' : result;
  });
};

/** Asks until DynamoDB answers; `undefined`: it did not in time. */
const inTime = async <T>(look: () => Promise<T>, within: number): Promise<T | undefined> => {
  const signal = AbortSignal.timeout(within);
  for (let round = 1; ; round += 1) {
    const found = await look().catch(undefinedIfUnavailable);
    if (found !== undefined || signal.aborted) return found;
    await pause(round, throttled, signal);
  }
};

const isDoubtful = (result: Written | undefined): boolean => result !== 'written' && result !== 'no_credit';

const undefinedIfUnavailable = (error: unknown): undefined => {
  if (!(error instanceof StoreUnavailableError)) throw error;
};
