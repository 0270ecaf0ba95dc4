import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { type Count, createCount } from '../statistics/count.ts';
import { createStatistics } from '../statistics/statistics.ts';
import { createAddCounts, createReadCounts } from '../store/statistics.ts';
import { accountSettings, configuration, newsSettings } from './configuration.ts';
import { clock, dynamodb, onUnreadable } from './messages.ts';

/** The parts that count messages and read the counters. See messages.ts for how parts are made. */

export const count = /* @__PURE__ */ once((): Count => {
  const { ACCOUNTS_TABLE: table } = configuration(newsSettings);
  if (table === undefined) return async () => {};
  return createCount({
    add: createAddCounts(dynamodb(), table),
    onFailure: (left, error) =>
      logger.warn('messages not counted', {
        left: left.map(({ counts, ...rest }) => ({ ...rest, ...Object.fromEntries(counts) })),
        ...(error !== undefined && { error }),
      }),
  });
});

export const statistics = /* @__PURE__ */ once(() =>
  createStatistics({
    read: createReadCounts({ client: dynamodb(), table: configuration(accountSettings).ACCOUNTS_TABLE, onUnreadable }),
    clock,
  }),
);
