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
 * Settles an `indeterminate` message: an operator has found out whether it was delivered. This is the only way out of
 * `indeterminate`, which is a final status for everything else. If the message failed, the account gets its credits
 * back.
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
    // The change applies only to the version that was read, so the status is still `indeterminate`.
    const [outcome] = await store.apply([{ before, after }]);
    if (outcome === 'applied') return after;
    if (outcome === 'stale')
      throw new NotIndeterminateError(`The message ${id} has changed in the meantime. Look at it again.`);
    throw new StoreUnavailableError('The change could not be recorded. Try again.');
  };
};

const settled = (message: Message, as: SettledStatus, now: Date): Message => {
  // If the record is from a backup, receivers may know later versions that are lost. The gap makes this one news to
  // them.
  const by = message.reason?.code === restored.code ? restoredVersionGap : 1;
  const charged = { ...withoutCharge(message), ...chargeAfterSettling(message, as) };
  return withStatus(charged, { status: as, reason: settledByHand }, now, by);
};

const settledByHand: Reason = {
  code: 'settled_by_hand',
  text: 'The outcome of the hand-over was unknown. An operator found it out and settled the message.',
};

const notIndeterminate = ({ id, status }: Message) =>
  new NotIndeterminateError(`The message ${id} is "${status}": only an "indeterminate" message can be settled.`);
