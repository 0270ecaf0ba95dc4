import type { HistoryEntry, Message } from '../../../client/index.ts';

/** Textgate cancels what has not gone out; of what the gateway is about to send, it would only find out too late. */
export const mayBeCanceled = ({ status }: Pick<Message, 'status'>): boolean =>
  status === 'accepted' || status === 'scheduled';

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

/** `120 ms`, `2.4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export const duration = (millis: number): string => {
  if (millis < 1_000) return `${Math.max(0, millis)} ms`;
  if (millis < 10_000) return `${(Math.floor(millis / 100) / 10).toString()} s`;
  const seconds = Math.floor(millis / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return pair(seconds, 60, 'min', 1, 's');
  if (seconds < 86_400) return pair(seconds, 3_600, 'h', 60, 'min');
  return pair(seconds, 86_400, 'd', 3_600, 'h');
};

const pair = (seconds: number, large: number, largeName: string, small: number, smallName: string): string => {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
};
