import type { Status } from '../contract/statuses.ts';

/** A status that a message has had. */
export interface HistoryEntry {
  readonly status: Status;
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** The code of the reason. */
  readonly reason?: string;
}

/** All statuses of a message, oldest first. Never empty. */
export type History = readonly HistoryEntry[];

/** A long history keeps this many of its first entries and as many of its last. */
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
 * Adds an entry. Its time is never before the last entry's, although the clocks of two containers may differ.
 *
 * While the upstream is down, hand-overs of a message fail again and again. So two entries that repeat the two before
 * them are left out: the times of the first ones stay.
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
