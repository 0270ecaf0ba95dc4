import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { attributesOf } from '../../../functions/store/attributes.ts';
import { byMessage, byState, dueIndex } from '../../../functions/store/delivery-indexes.ts';
import { toDeliveryRecord } from '../../../functions/store/delivery-item.ts';
import { toLaneRecord } from '../../../functions/store/lane-item.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { newWebhookId } from '../../../functions/webhooks/ids.ts';
import type { Lane } from '../../../functions/webhooks/lane.ts';
import { newsOf } from '../../../functions/webhooks/news.ts';
import type { Outcome } from '../../../functions/webhooks/outcome.ts';
import { attempted } from '../../../functions/webhooks/transitions.ts';
import { storedSize, writeUnitsOf } from '../capacity-units.ts';
import { life, writesOf } from './sample.ts';

const indexes = [dueIndex, byState, byMessage];

/** The event that a webhook receives for a message's first status, as it is recorded. */
export const sampleDelivery = (now: Date): Delivery => {
  const [recorded] = writesOf(life());
  const [event] = recorded === undefined ? [] : eventsOf(recorded);
  const news = event && newsOf(event);
  if (news?.message === undefined) throw new Error('The event is no news.');
  const { at, ...rest } = news;
  return {
    ...rest,
    message: news.message,
    webhook: newWebhookId(now),
    createdAt: at.toISOString(),
    state: { name: 'fresh', dueAt: now.toISOString() },
    attempts: [],
    version: 1,
    expiresAt: Math.floor(now.getTime() / 1000) + 30 * 86_400,
  };
};

const itemOf = (delivery: Delivery) => attributesOf(toDeliveryRecord(delivery));

/** The write units of each state of a delivery; the first is its recording. */
export const deliveryUnits = (states: readonly Delivery[]): readonly number[] =>
  states.map((after, index) => {
    const before = states[index - 1];
    return writeUnitsOf(indexes, before && itemOf(before), itemOf(after));
  });

/** The write units for changing the due time of a lane. */
export const laneUnits = (before: Lane | undefined, after: Lane): number =>
  writeUnitsOf(indexes, before && attributesOf(toLaneRecord(before)), attributesOf(toLaneRecord(after)));

/** The bytes of a delivery in the table, and of each of its entries in the indexes. */
export const deliverySize = (delivery: Delivery) => storedSize(indexes, itemOf(delivery));

/** A delivery's states from its recording on, one after each outcome of an attempt. */
export const livesOn = (first: Delivery, outcomes: readonly Outcome[], now: Date): readonly Delivery[] => {
  const states = [first];
  for (const outcome of outcomes) states.push(attempted(states.at(-1) ?? first, outcome, now, 0));
  return states;
};
