import { randomUUID } from 'node:crypto';
import type { StreamEvent } from '../../../functions/events/publish-lifecycle.ts';
import { newMessageId } from '../../../functions/messages/ids.ts';
import { claimedBy, type Message } from '../../../functions/messages/message.ts';
import { withStatus } from '../../../functions/messages/transition.ts';
import { type Item, toItem } from '../../../functions/store/message-item.ts';

/** A typical message: a sentence or two from a named sender, with a reference to look it up by. */
export const sample = {
  text: 'Your appointment is tomorrow at 14:00. Reply STOP to opt out.',
  sender: 'Practice',
  reference: 'order-4711',
} as const;

const retentionDays = 90;

/** A message's states: recorded, handed over, delivered. */
export const life = (): readonly Message[] => {
  const now = new Date();
  const recorded: Message = {
    ...sample,
    ...claimedBy(randomUUID(), now),
    id: newMessageId(now),
    account: 'acc_480OjHM0XPwtbvPsYvtmen',
    to: '+41791234567',
    type: 'text',
    encoding: 'gsm-7',
    segments: 1,
  };
  return [recorded, ...afterRecorded(recorded)];
};

/** What becomes of a record: handed over, delivered. */
export const afterRecorded = (recorded: Message): readonly Message[] => {
  const now = Date.parse(recorded.createdAt);
  const queued = withStatus(recorded, { status: 'queued', upstreamId: randomUUID() }, new Date(now + 300));
  return [queued, withStatus(queued, { status: 'delivered' }, new Date(now + 8_000))];
};

/** States as items of the table, each with the state before it. */
export const writesOf = (
  states: readonly Message[],
): readonly { readonly before: Item | undefined; readonly after: Item }[] => {
  const items = states.map((state) => toItem(state, retentionDays));
  return items.map((after, index) => ({ before: items[index - 1], after }));
};

/** A message's changes as the table's stream gives them. */
export const changesOfLife = (): StreamEvent['Records'] =>
  writesOf(life()).map(({ before, after }, index) => ({
    dynamodb: { SequenceNumber: String(index), ...(before && { OldImage: before }), NewImage: after },
  }));
