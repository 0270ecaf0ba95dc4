import type { MiddlewareObj } from '@middy/core';
import { createLogger } from '../runtime/logger.ts';

const logger = createLogger();

/** One line a batch: how many records came, and how many will come again. */
export const logBatches = (): MiddlewareObj<
  { readonly Records: readonly unknown[] },
  { readonly batchItemFailures: readonly unknown[] }
> => ({
  after: ({ event, response, context }) => {
    const failures = response?.batchItemFailures.length ?? 0;
    const line = { requestId: context.awsRequestId, records: event.Records.length, failures };
    if (failures > 0) logger.error('batch processed in part', line);
    else logger.info('batch processed', line);
  },
  onError: ({ event, error, context }) =>
    logger.error('batch failed', { requestId: context.awsRequestId, records: event.Records.length, error }),
});
