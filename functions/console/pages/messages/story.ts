import { finalStatuses } from '../../../client/client.ts';
import type { HistoryEntry, Message } from '../../../client/index.ts';

/** The button is offered only for these. The API would try others, too, but the gateway is about to send them. */
export const mayBeCanceled = ({ status }: Pick<Message, 'status'>): boolean =>
  status === 'accepted' || status === 'scheduled';

/** Whether nothing more will change. An `indeterminate` message may still be settled. */
export const isSettled = ({ status }: Pick<Message, 'status'>): boolean =>
  finalStatuses.has(status) && status !== 'indeterminate';

/** Milliseconds after a change in which its first delivery attempts should have ended. */
const untilTold = 60_000;

/** Whether new deliveries of the message's events may appear at any moment. */
export const isNews = (message: Pick<Message, 'status' | 'updatedAt'>, now: number): boolean =>
  !isSettled(message) || now - Date.parse(message.updatedAt) < untilTold;

export interface Step extends HistoryEntry {
  /** Milliseconds since the previous step; `undefined`: there is none. */
  readonly after: number | undefined;
}

/**
 * The steps by which a message came to its status. For messages from before histories, only the first and last are
 * known.
 */
export const stepsOf = ({ history, status, reason, createdAt, updatedAt }: Message): readonly Step[] => {
  const last = { status, at: updatedAt, ...(reason && { reason: reason.code }) };
  const known: readonly HistoryEntry[] =
    history ?? (status === 'accepted' ? [last] : [{ status: 'accepted', at: createdAt }, last]);
  return known.map((entry, index) => {
    const before = known[index - 1];
    return { ...entry, after: before && Date.parse(entry.at) - Date.parse(before.at) };
  });
};

/** Whether steps may be missing: the API leaves out the middle of a long history. */
export const mayLackSteps = ({ history = [] }: Pick<Message, 'history'>): boolean => history.length >= 12;
