import * as operations from '../contract/operations.ts';
import { api, endpoint } from '../http/endpoint.ts';
import { once } from '../runtime/once.ts';
import type { ManageWebhooks } from '../webhooks/manage.ts';
import type { SendTest } from '../webhooks/send-test.ts';
import { deliveryList, findMessages, manageWebhooks, redeliver, sendTest } from '../wiring/manage-webhooks.ts';
import { authenticate } from '../wiring/messages.ts';
import { listDeliveries, listMessageDeliveries, redeliverFailed, redeliverOne } from './deliveries.ts';
import { givenKey, replayed } from './idempotency.ts';
import { attemptView, webhookView } from './webhook-view.ts';

interface Dependencies {
  readonly webhooks: ManageWebhooks;
  readonly sendTest: SendTest;
}

/** Only the answers to this operation (repetitions included) and to `rotateSecret` show a secret. */
export const createWebhook = ({ webhooks }: Pick<Dependencies, 'webhooks'>) =>
  endpoint(operations.createWebhook, async ({ principal: { account }, body, headers }) => {
    const { url, events, description } = body;
    const wanted = { url, ...(events && { events }), ...(description != null && { description }) };
    const made = await webhooks.create(account.id, wanted, givenKey(headers));
    const [{ value: secret }] = made.webhook.secrets;
    return { body: { ...webhookView(made), secret }, headers: replayed(made.isReplayed) };
  });

export const listWebhooks = ({ webhooks }: Pick<Dependencies, 'webhooks'>) =>
  endpoint(operations.listWebhooks, async ({ principal: { account } }) => ({
    body: { webhooks: (await webhooks.list(account.id)).map(webhookView) },
  }));

export const getWebhook = ({ webhooks }: Pick<Dependencies, 'webhooks'>) =>
  endpoint(operations.getWebhook, async ({ principal: { account }, path }) => ({
    body: webhookView(await webhooks.get(account.id, path['webhook'])),
  }));

export const changeWebhook = ({ webhooks }: Pick<Dependencies, 'webhooks'>) =>
  endpoint(operations.changeWebhook, async ({ principal: { account }, path, body }) => ({
    body: webhookView(await webhooks.change(account.id, path['webhook'], body)),
  }));

export const deleteWebhook = ({ webhooks }: Pick<Dependencies, 'webhooks'>) =>
  endpoint(operations.deleteWebhook, async ({ principal: { account }, path }) => ({
    body: webhookView({ webhook: await webhooks.remove(account.id, path['webhook']) }),
  }));

export const rotateSecret = ({ webhooks }: Pick<Dependencies, 'webhooks'>) =>
  endpoint(operations.rotateSecret, async ({ principal: { account }, path }) => {
    const rotated = await webhooks.rotateSecret(account.id, path['webhook']);
    const [{ value: secret }] = rotated.webhook.secrets;
    return { body: { ...webhookView(rotated), secret, previousSecretUntil: rotated.previousUntil } };
  });

/** Answers when the receiver has answered or its time is over. */
export const testWebhook = ({ sendTest }: Pick<Dependencies, 'sendTest'>) =>
  endpoint(operations.testWebhook, async ({ principal: { account }, path }) => {
    const { id, isDelivered, attempt } = await sendTest(account.id, path['webhook']);
    return { body: { id, delivered: isDelivered, attempt: attemptView(attempt) } };
  });

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => {
    const webhooks = { webhooks: manageWebhooks() };
    const deliveries = { webhooks: manageWebhooks(), list: deliveryList(), store: { find: findMessages() } };
    return [
      createWebhook(webhooks),
      listWebhooks(webhooks),
      getWebhook(webhooks),
      changeWebhook(webhooks),
      deleteWebhook(webhooks),
      rotateSecret(webhooks),
      testWebhook({ sendTest: sendTest() }),
      listDeliveries(deliveries),
      listMessageDeliveries(deliveries),
      redeliverOne({ redeliver: redeliver() }),
      redeliverFailed({ redeliver: redeliver() }),
    ];
  }),
);
