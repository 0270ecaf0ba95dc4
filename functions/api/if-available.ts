import { logger } from '../runtime/logger.ts';
import { GatewayError } from '../upstream/errors.ts';

/** What the gateway says, or `undefined` when it does not answer: for replies that are of use without it. */
export const ifAvailable = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    logger.warn('gateway did not answer', { error });
    return undefined;
  }
};
