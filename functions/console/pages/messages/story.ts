import { finalStatuses } from '../../../client/client.ts';
import type { HistoryEntry, Message } from '../../../client/index.ts';

/** Textgate cancels what has not gone out; of what the gateway is about to send, it would only find out too late. */
export const mayBeCanceled = ({ status }: Pick<Message, 'status'>): boolean =>
  status === 'accepted' || status === 'scheduled';

/** Whether nothing more is to come: of one whose outcome is unknown, somebody finds it out, and settles it. */
export const isSettled = ({ status }: Pick<Message, 'status'>): boolean =>
  finalStatuses.has(status) && status !== 'indeterminate';

/** Milliseconds in which webhooks have been told of a change, or a first attempt has failed. */
const untilTold = 60_000;

/** Whether webhooks may hear of the message any moment. */
export const isNews = (message: Pick<Message, 'status' | 'updatedAt'>, now: number): boolean =>
  !isSettled(message) || now - Date.parse(message.updatedAt) < untilTold;

export interface Step extends HistoryEntry {
  /** Milliseconds since the step before; `undefined`: there is none. */
  readonly after: number | undefined;
}

/** How a message came to its status. Of one from before there were histories, the beginning and the end are known. */
export const stepsOf = ({ history, status, reason, createdAt, updatedAt }: Message): readonly Step[] => {
  const last = { status, at: updatedAt, ...(reason && { reason: reason.code }) };
  const known: readonly HistoryEntry[] =
    history ?? (status === 'accepted' ? [last] : [{ status: 'accepted', at: createdAt }, last]);
  return known.map((entry, index) => {
    const before = known[index - 1];
    return { ...entry, after: before && Date.parse(entry.at) - Date.parse(before.at) };
  });
};

/** The API leaves out what is in the middle of a longer history. */
export const mayLackSteps = ({ history = [] }: Pick<Message, 'history'>): boolean => history.length >= 12;
