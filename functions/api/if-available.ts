import { logger } from '../runtime/logger.ts';
import { UpstreamError } from '../upstream/errors.ts';

/** What the upstream says, or `undefined` when it does not answer: for replies that are of use without it. */
export const ifAvailable = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    logger.warn('gateway did not answer', { error });
    return undefined;
  }
};
