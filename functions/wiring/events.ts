import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createPublish } from '../bus/event-bus.ts';
import { createFollowUp } from '../bus/follow-up.ts';
import { createAskHelper } from '../bus/help.ts';
import { createSetAside } from '../bus/set-aside.ts';
import { allBut } from '../bus/silent.ts';
import { createSweep } from '../messages/sweep/sweep.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { createOpenMessages } from '../store/open-messages.ts';
import { createServiceStates } from '../store/service-states.ts';
import {
  busSettings,
  configuration,
  deadLetterSettings,
  followUpSettings,
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

/** The parts that only the functions behind events need. See messages.ts for how parts are made. */

export const publish = /* @__PURE__ */ once(() => {
  const { EVENT_BUS, SILENT_STATUSES } = configuration(busSettings);
  const toBus = createPublish({
    client: new EventBridgeClient({ ...patience, maxAttempts: 1 }),
    bus: EVENT_BUS,
    onFailure: (reason, refusals) => logger.warn('events not taken at first', { reason, refusals }),
  });
  return allBut(SILENT_STATUSES, toBus);
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
