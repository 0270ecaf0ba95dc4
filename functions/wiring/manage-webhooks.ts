import { urlProblem } from '../receivers/address.ts';
import { once } from '../runtime/once.ts';
import { createDeliveryList } from '../store/delivery-list.ts';
import { createFind } from '../store/message-reads.ts';
import { createManageWebhooks } from '../webhooks/manage.ts';
import { createRedeliver } from '../webhooks/redeliver.ts';
import { createSendTest } from '../webhooks/send-test.ts';
import { configuration, deliverySettings, receiverSettings, recordSettings } from './configuration.ts';
import { clock, dynamodb, onUnreadable } from './messages.ts';
import { deliveries, lanes, sendPost, waking, webhooks } from './webhooks.ts';

/** The parts that only the API's function for webhooks needs. See messages.ts for how parts are made. */

export const manageWebhooks = /* @__PURE__ */ once(() => {
  const toLoopback = configuration(receiverSettings).WEBHOOKS_TO_LOOPBACK === 'true';
  return createManageWebhooks({
    webhooks: webhooks(),
    lanes: lanes(),
    urlProblem: (url) => urlProblem(url, { toLoopback }),
    clock,
  });
});

export const sendTest = /* @__PURE__ */ once(() => createSendTest({ webhooks: webhooks(), post: sendPost(), clock }));

export const redeliver = /* @__PURE__ */ once(() =>
  createRedeliver({
    webhooks: webhooks(),
    deliveries: deliveries(),
    lanes: lanes(),
    wake: waking().wake,
    clock,
  }),
);

export const deliveryList = /* @__PURE__ */ once(() =>
  createDeliveryList({
    client: dynamodb(),
    table: configuration(deliverySettings).DELIVERIES_TABLE,
    find: deliveries().find,
    onUnreadable,
  }),
);

export const findMessages = /* @__PURE__ */ once(() =>
  createFind({ client: dynamodb(), table: configuration(recordSettings).MESSAGES_TABLE, onUnreadable }),
);
