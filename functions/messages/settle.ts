import { chargeAfterSettling, withoutCharge } from './charge.ts';
import { MessageNotFoundError, NotIndeterminateError, StoreUnavailableError } from './errors.ts';
import type { Message, Reason } from './message.ts';
import type { MessageStore } from './ports.ts';
import { restored, restoredVersionGap } from './restore.ts';
import { withStatus } from './transition.ts';

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly clock: () => Date;
}

/**
 * Settles a message whose outcome is unknown, by the word of a person who has found out. The one way out of
 * `indeterminate`, and open to nobody else: for the service that status is final. What a message that failed had cost
 * is given back.
 * @throws MessageNotFoundError, NotIndeterminateError, StoreUnavailableError
 */
export type Settle = (id: string, as: SettledStatus) => Promise<Message>;

export const settledStatuses = ['delivered', 'failed'] as const;

export type SettledStatus = (typeof settledStatuses)[number];

export const createSettle = ({ store, clock }: Dependencies): Settle => {
  return async (id, as) => {
    const before = (await store.find([id])).get(id);
    if (before === undefined) throw new MessageNotFoundError(`There is no message ${id}.`);
    if (before.status !== 'indeterminate') throw notIndeterminate(before);

    const after = settled(before, as, clock());
    // On the version that was read, and so on its status.
    const [outcome] = await store.apply([{ before, after }]);
    if (outcome === 'applied') return after;
    if (outcome === 'stale') throw new NotIndeterminateError(`The message ${id} has been changed meanwhile.`);
    throw new StoreUnavailableError('The change could not be recorded.');
  };
};

const settled = (message: Message, as: SettledStatus, now: Date): Message => {
  // Of a restored message, who heard of it may have had later news than the record that got lost with them.
  const by = message.reason?.code === restored.code ? restoredVersionGap : 1;
  const charged = { ...withoutCharge(message), ...chargeAfterSettling(message, as) };
  return withStatus(charged, { status: as, reason: settledByHand }, now, by);
};

const settledByHand: Reason = {
  code: 'settled_by_hand',
  text: 'The outcome of the hand-over was unknown. A person has found out, and settled it.',
};

const notIndeterminate = ({ id, status }: Message) =>
  new NotIndeterminateError(`The message ${id} is "${status}": only an "indeterminate" one is settled by hand.`);
