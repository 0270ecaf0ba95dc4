import type { MiddlewareObj } from '@middy/core';
import { logger, setInvocation } from '../runtime/logger.ts';

interface Options {
  /** Whether batches without failures are logged as well. */
  readonly successes: boolean;
}

/** One line per batch: how many records came, and how many failed and will come again. */
export const logBatches = ({
  successes,
}: Options): MiddlewareObj<
  { readonly Records: readonly unknown[] },
  { readonly batchItemFailures: readonly unknown[] }
> => ({
  before: ({ context }) => setInvocation({ requestId: context.awsRequestId }),
  after: ({ event, response }) => {
    const failures = response?.batchItemFailures.length ?? 0;
    const line = { records: event.Records.length, failures };
    if (failures > 0) logger.error('batch processed in part', line);
    else if (successes) logger.info('batch processed', line);
  },
  onError: ({ event, error }) => logger.error('batch failed', { records: event.Records.length, error }),
});
