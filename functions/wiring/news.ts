import { createTellLowCredits, type TellLowCredits } from '../accounts/low-credits.ts';
import { createTell } from '../bus/tell.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { createCreditWatch } from '../store/credit-watch.ts';
import { createRecordNews, type RecordNews } from '../webhooks/record-news.ts';
import { configuration, newsSettings } from './configuration.ts';
import { publish } from './events.ts';
import { clock, dynamodb, onUnreadable } from './messages.ts';
import { deliveries, waking, webhooks } from './webhooks.ts';

/** The parts that publish events and record them for webhooks. See messages.ts for how parts are made. */

const recordNews = /* @__PURE__ */ once((): RecordNews => {
  const { ACCOUNTS_TABLE, DELIVERIES_TABLE } = configuration(newsSettings);
  if (ACCOUNTS_TABLE === undefined || DELIVERIES_TABLE === undefined) return async (news) => news.map(() => true);
  return createRecordNews({
    webhooks: webhooks(),
    deliveries: deliveries(),
    wake: waking().wake,
    clock,
    onFailure: (error) => logger.warn('events not recorded for webhooks', { error }),
  });
});

export const tell = /* @__PURE__ */ once(() => createTell({ publish: publish(), recordNews: recordNews() }));

export const tellLowCredits = /* @__PURE__ */ once((): TellLowCredits => {
  const { ACCOUNTS_TABLE: table } = configuration(newsSettings);
  if (table === undefined) return async (accounts) => new Set(accounts);
  return createTellLowCredits({
    watch: createCreditWatch({ client: dynamodb(), table, onUnreadable }),
    tell: async (event) => (await tell()([event]))[0] === true,
    clock,
    onFailure: (error, account) => logger.warn('credits not looked at', { account, error }),
  });
});
