import type { Counts } from './counts.ts';

/** Counts to add to the counters of an account and hour. */
export interface Addition {
  readonly account: string;
  /** In UTC, as RFC 3339 begins: `2026-11-26T18`. */
  readonly hour: string;
  readonly counts: Counts;
}

/**
 * Adds to the counters of one hour.
 * @throws StoreUnavailableError; the counts may have been added nevertheless
 */
export type AddCounts = (addition: Addition) => Promise<void>;

/** The hours with counts of an account, in order. Both ends are included. */
export type ReadCounts = (
  account: string,
  from: string,
  to: string,
) => Promise<readonly { readonly hour: string; readonly counts: Counts }[]>;
