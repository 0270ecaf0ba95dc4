import { setTimeout as pause } from 'node:timers/promises';
import { deliverMillis } from '../../../functions/messages/time-budget.ts';
import { createSendPost } from '../../../functions/receivers/post.ts';
import { dueShardOf } from '../../../functions/store/delivery-item.ts';
import { createDue } from '../../../functions/store/due.ts';
import { createDeliver } from '../../../functions/webhooks/deliver.ts';
import type { Told } from '../../../functions/webhooks/round.ts';
import { soakStore } from './store.ts';

/** A deliverer in its own process, which may be killed at any moment. Its parent sets its clock and wakes it. */

/** What the parent tells the deliverer. */
export interface ToDeliverer {
  /** How many milliseconds its clock is ahead of the machine's. */
  readonly offset?: number;
  readonly told?: readonly Told[];
}

/** How long a receiver may take to answer: milliseconds, and few, because the run would have to wait. */
const patience = 300;
const bodyPatience = 100;
/** The pause between rounds, as the queue's message takes. */
const betweenRounds = 20;

const [endpoint = '', accounts = '', deliveryTable = '', shards = '', haste = '1', firstOffset = '0'] =
  process.argv.slice(2);
let offset = Number(firstOffset);
let told: Told[] = [];
process.on('message', (message: ToDeliverer) => {
  offset = message.offset ?? offset;
  told.push(...(message.told ?? []).filter(({ webhook }) => shards.includes(dueShardOf(webhook))));
});
// Its parent has ended.
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
  // A deliverer logs failures only if it leaves something to a later round.
  onFailure: (problem, { error }) => process.send?.(`${problem} ${error ?? ''}`),
});

for (;;) {
  const now = told;
  told = [];
  await deliver(now, shards.split(','), clock().getTime() + deliverMillis);
  await pause(betweenRounds);
}
