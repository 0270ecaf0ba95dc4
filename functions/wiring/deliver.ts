import { setTimeout as pause } from 'node:timers/promises';
import { tellDisabled } from '../bus/webhook-disabled.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { createDue } from '../store/due.ts';
import { createDeliver } from '../webhooks/deliver.ts';
import { publish } from './events.ts';
import { clock } from './messages.ts';
import { deliveries, deliveryTable, lanes, sendPost, webhooks } from './webhooks.ts';

/** Not in webhooks.ts: this needs events.ts to publish, and news.ts needs webhooks.ts to record what is published. */
export const deliver = /* @__PURE__ */ once(() =>
  createDeliver({
    webhooks: webhooks(),
    deliveries: deliveries(),
    lanes: lanes(),
    due: createDue(deliveryTable()),
    post: sendPost(),
    tellDisabled: tellDisabled(publish()),
    clock,
    pause,
    random: Math.random,
    onFailure: (problem, fields) => logger.warn(problem, fields),
  }),
);
