import type { Status } from '../contract/statuses.ts';

/** A status that a message came to. */
export interface HistoryEntry {
  readonly status: Status;
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** The code of the reason. */
  readonly reason?: string;
}

/** A message's statuses, in the order in which it came to them. Never empty. */
export type History = readonly HistoryEntry[];

/** So many of the first entries, and so many of the last, are kept. */
const keptAtEachEnd = 6;

export const historyEntry = (
  status: Status,
  at: string,
  reason: { readonly code: string } | undefined,
): HistoryEntry => ({
  status,
  at,
  ...(reason && { reason: reason.code }),
});

/**
 * With another entry, which is no earlier than the last: the clocks of two containers may differ. While the upstream is down
 * a message is handed over in vain again and again: two entries that say the same as the two before them are left out, so
 * that the first times stay.
 */
export const grown = (history: History, entry: HistoryEntry): History => {
  const { at = entry.at } = history.at(-1) ?? {};
  const all = [...history, entry.at < at ? { ...entry, at } : entry];
  const [a, b, c, d] = all.slice(-4);
  if (isSame(a, c) && isSame(b, d)) return all.slice(0, -2);
  return all.length > 2 * keptAtEachEnd ? [...all.slice(0, keptAtEachEnd), ...all.slice(-keptAtEachEnd)] : all;
};

const isSame = (one: HistoryEntry | undefined, other: HistoryEntry | undefined): boolean =>
  one !== undefined && one.status === other?.status && one.reason === other.reason;
