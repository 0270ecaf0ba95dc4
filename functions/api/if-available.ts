import { logger } from '../runtime/logger.ts';
import { UpstreamError } from '../upstream/errors.ts';

/** The upstream's answer, or `undefined` if it does not answer: for replies that are useful without it. */
export const ifAvailable = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    logger.warn('gateway did not answer', { error });
    return undefined;
  }
};
