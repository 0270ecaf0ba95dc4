import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDeliverers } from '../bus/deliverers.ts';
import { createWake } from '../bus/wake.ts';
import { receiverMillis } from '../messages/time-budget.ts';
import { createSendPost } from '../receivers/post.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { createDeliveries } from '../store/deliveries.ts';
import { dueShardOf, dueShards } from '../store/delivery-item.ts';
import { createLanes } from '../store/lanes.ts';
import { createWebhooks } from '../store/webhooks.ts';
import { accountSettings, configuration, deliverySettings, receiverSettings, wakeSettings } from './configuration.ts';
import { dynamodb, onUnreadable, patience } from './messages.ts';

/** The parts of webhooks that several functions need. See messages.ts for how parts are made. */

export const deliverers = /* @__PURE__ */ once(() =>
  createDeliverers({ shards: dueShards, shardOf: dueShardOf }, configuration(wakeSettings).WEBHOOK_DELIVERERS),
);

/** Wakes deliverers for fresh deliveries, or for another round. */
export const waking = /* @__PURE__ */ once(() =>
  createWake({
    // The queue's URL has AWS's host, but on the emulator the endpoint in the environment is the right one.
    client: new SQSClient({ ...patience, useQueueUrlAsEndpoint: false }),
    queueUrl: configuration(wakeSettings).DELIVERY_QUEUE_URL,
    deliverers: deliverers(),
    newName: randomUUID,
    onFailure: (error) => logger.warn('deliverer not called; the schedule calls it within a minute', { error }),
  }),
);

export const webhooks = /* @__PURE__ */ once(() =>
  createWebhooks({ client: dynamodb(), table: configuration(accountSettings).ACCOUNTS_TABLE, onUnreadable }),
);

export const deliveryTable = /* @__PURE__ */ once(() => ({
  client: dynamodb(),
  table: configuration(deliverySettings).DELIVERIES_TABLE,
  onUnreadable,
}));

export const deliveries = /* @__PURE__ */ once(() =>
  createDeliveries({
    ...deliveryTable(),
    onFailure: (error) => logger.error('deliveries not recorded', { error }),
  }),
);

export const lanes = /* @__PURE__ */ once(() => createLanes(deliveryTable()));

export const sendPost = /* @__PURE__ */ once(() =>
  createSendPost({
    within: receiverMillis,
    toLoopback: configuration(receiverSettings).WEBHOOKS_TO_LOOPBACK === 'true',
  }),
);
