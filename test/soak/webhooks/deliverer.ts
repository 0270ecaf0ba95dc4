import { setTimeout as pause } from 'node:timers/promises';
import { deliverMillis } from '../../../functions/messages/time-budget.ts';
import { createSendPost } from '../../../functions/receivers/post.ts';
import { dueShardOf } from '../../../functions/store/delivery-item.ts';
import { createDue } from '../../../functions/store/due.ts';
import { createDeliver } from '../../../functions/webhooks/deliver.ts';
import type { Told } from '../../../functions/webhooks/round.ts';
import { soakStore } from './store.ts';

/** A deliverer in a process of its own, which may be killed at any moment. Its parent tells it the time, and wakes it. */

/** What a parent tells. */
export interface ToDeliverer {
  /** By how many milliseconds the time is ahead of the machine's. */
  readonly offset?: number;
  readonly told?: readonly Told[];
}

/** A receiver that has not answered by then does not: milliseconds, for the run is not to wait for each. */
const patience = 300;
const bodyPatience = 100;
/** Between rounds: the queue's message takes as long. */
const betweenRounds = 20;

const [endpoint = '', accounts = '', deliveryTable = '', shards = '', haste = '1', firstOffset = '0'] =
  process.argv.slice(2);
let offset = Number(firstOffset);
let told: Told[] = [];
process.on('message', (message: ToDeliverer) => {
  offset = message.offset ?? offset;
  told.push(...(message.told ?? []).filter(({ webhook }) => shards.includes(dueShardOf(webhook))));
});
// Its parent has gone.
process.on('disconnect', () => process.exit());

const clock = () => new Date(Date.now() + offset);
const { client, webhooks, deliveries, lanes } = soakStore(endpoint, { accounts, deliveries: deliveryTable });

const deliver = createDeliver({
  webhooks,
  deliveries,
  lanes,
  due: createDue({ client, table: deliveryTable, onUnreadable: console.error }),
  post: createSendPost({ within: patience, bodyWithin: bodyPatience, toLoopback: true }),
  tellDisabled: async () => true,
  clock,
  pause: (millis) => pause(millis / Number(haste)),
  random: Math.random,
  // All that a deliverer tells: something is left to a later round.
  onFailure: (problem, { error }) => process.send?.(`${problem} ${error ?? ''}`),
});

for (;;) {
  const now = told;
  told = [];
  await deliver(now, shards.split(','), clock().getTime() + deliverMillis);
  await pause(betweenRounds);
}
