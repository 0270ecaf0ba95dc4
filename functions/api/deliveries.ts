import type * as v from 'valibot';
import * as operations from '../contract/operations.ts';
import type { deliveriesReply } from '../contract/webhooks.ts';
import { endpoint } from '../http/endpoint.ts';
import { countFitting, replyBytes, replyLimit } from '../http/reply-size.ts';
import type { MessageStore } from '../messages/ports.ts';
import type { ManageWebhooks } from '../webhooks/manage.ts';
import type { DeliveryList, DeliveryPage } from '../webhooks/ports.ts';
import type { Redeliver } from '../webhooks/redeliver.ts';
import { findOne } from './own-messages.ts';
import { deliveryView } from './webhook-view.ts';

interface Dependencies {
  readonly webhooks: Pick<ManageWebhooks, 'find'>;
  readonly list: DeliveryList;
  readonly store: Pick<MessageStore, 'find'>;
}

/** A webhook's deliveries, newest first. */
export const listDeliveries = ({ webhooks, list }: Pick<Dependencies, 'webhooks' | 'list'>) =>
  endpoint(operations.listDeliveries, async ({ principal: { account }, path, query }) => {
    const { id } = await webhooks.find(account.id, path['webhook']);
    const asked = { ...query, account: account.id };
    return { body: await fitting((limit) => list.ofWebhook(id, { ...asked, limit }), query.limit) };
  });

/** The deliveries of a message's events to all webhooks of its account, newest first. */
export const listMessageDeliveries = ({ store, list }: Pick<Dependencies, 'store' | 'list'>) =>
  endpoint(operations.listMessageDeliveries, async ({ principal: { account }, path, query }) => {
    const { id } = await findOne(store, account.id, path['id']);
    const asked = { ...query, account: account.id };
    return { body: await fitting((limit) => list.ofMessage(id, { ...asked, limit }), query.limit) };
  });

export const redeliverOne = ({ redeliver }: { readonly redeliver: Redeliver }) =>
  endpoint(operations.redeliver, async ({ principal: { account }, path }) => ({
    body: deliveryView(await redeliver.one(account.id, path['webhook'], path['delivery'])),
  }));

export const redeliverFailed = ({ redeliver }: { readonly redeliver: Redeliver }) =>
  endpoint(operations.redeliverFailed, async ({ principal: { account }, path, body: { since } }) => ({
    body: await redeliver.failedSince(account.id, path['webhook'], since),
  }));

type Reply = v.InferOutput<typeof deliveriesReply>;

/** A page that fits the answer. If it is too large, the page is read again with fewer deliveries. */
const fitting = async (ask: (limit: number) => Promise<DeliveryPage>, limit: number): Promise<Reply> => {
  const { deliveries, cursor = null } = await ask(limit);
  const views = deliveries.map(deliveryView);
  const count = countFitting(views, replyLimit, replyBytes);
  return count > 0 && count < views.length ? fitting(ask, count) : { deliveries: views, cursor };
};
