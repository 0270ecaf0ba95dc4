import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTellLowCredits, type TellLowCredits } from '../accounts/low-credits.ts';
import { createPublish } from '../bus/event-bus.ts';
import { createFollowUp } from '../bus/follow-up.ts';
import { createAskHelper } from '../bus/help.ts';
import { createSetAside } from '../bus/set-aside.ts';
import { allBut } from '../bus/silent.ts';
import { createTell } from '../bus/tell.ts';
import { createSweep } from '../messages/sweep/sweep.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { createCreditWatch } from '../store/credit-watch.ts';
import { createOpenMessages } from '../store/open-messages.ts';
import { createServiceStates } from '../store/service-states.ts';
import {
  busSettings,
  configuration,
  deadLetterSettings,
  followUpSettings,
  newsSettings,
  recordSettings,
  requestSettings,
  sweepSettings as settings,
} from './configuration.ts';
import {
  calls,
  clock,
  dynamodb,
  handOver,
  messageStore,
  onUnreadable,
  patience,
  upstream,
  upstreamClient,
} from './messages.ts';

/** The parts that only the functions behind events need: see messages.ts, of which this is the second half. */

export const publish = /* @__PURE__ */ once(() => {
  const { EVENT_BUS, SILENT_STATUSES } = configuration(busSettings);
  const toBus = createPublish({
    client: new EventBridgeClient({ ...patience, maxAttempts: 1 }),
    bus: EVENT_BUS,
    onFailure: (reason, refusals) => logger.warn('events not taken at first', { reason, refusals }),
  });
  return allBut(SILENT_STATUSES, toBus);
});

/** On the bus, and to webhooks. */
export const tell = /* @__PURE__ */ once(() =>
  createTell({ publish: publish(), recordNews: async (news) => news.map(() => true) }),
);

export const tellLowCredits = /* @__PURE__ */ once((): TellLowCredits => {
  const { ACCOUNTS_TABLE: table } = configuration(newsSettings);
  if (table === undefined) return async (accounts) => new Set(accounts);
  return createTellLowCredits({
    watch: createCreditWatch({ client: dynamodb(), table, onUnreadable }),
    tell: async (event) => (await tell()([event]))[0] === true,
    clock,
    onFailure: (error, account) => logger.warn('credits not looked at; they are looked at again', { account, error }),
  });
});

const sqs = /* @__PURE__ */ once(() => new SQSClient(patience));

export const followUp = /* @__PURE__ */ once(() =>
  createFollowUp(sqs(), configuration(followUpSettings).FOLLOW_UP_QUEUE_URL, clock),
);

export const askHelper = /* @__PURE__ */ once(() =>
  createAskHelper(sqs(), configuration(followUpSettings).FOLLOW_UP_QUEUE_URL),
);

export const setAside = /* @__PURE__ */ once(() =>
  createSetAside(sqs(), configuration(deadLetterSettings).DEAD_LETTERS_URL, (record, error) =>
    logger.error('record cannot be read', { ...record, ...(error !== undefined && { error }) }),
  ),
);

export const maxReceives = /* @__PURE__ */ once(() => configuration(requestSettings).MAX_RECEIVES);

export const serviceStates = /* @__PURE__ */ once(() =>
  createServiceStates({ client: dynamodb(), table: configuration(recordSettings).MESSAGES_TABLE }),
);

export const readCredits = /* @__PURE__ */ once(() => () => upstreamClient().getCredits());

export const sweepSettings = /* @__PURE__ */ once(() => {
  const { SWEEP_INTERVAL_MINUTES, CREDITS_THRESHOLD, SWEEP_HELPERS } = configuration(settings);
  return { interval: SWEEP_INTERVAL_MINUTES, creditsThreshold: CREDITS_THRESHOLD, helpers: SWEEP_HELPERS };
});

export const sweep = /* @__PURE__ */ once(() => {
  const table = configuration(recordSettings).MESSAGES_TABLE;
  const open = createOpenMessages({ client: dynamodb(), table, onUnreadable });
  return {
    open,
    sweep: createSweep({
      store: messageStore(),
      calls: calls(),
      open,
      upstream: upstream(),
      handOver: handOver(),
      clock,
      newAttempt: randomUUID,
      onFailure: (error, messages) => logger.warn('a step of the sweep failed', { error, messages }),
    }),
  };
});
