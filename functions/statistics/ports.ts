import type { Counts } from './counts.ts';

/** What is to be added to the counters of an account's hour. */
export interface Addition {
  readonly account: string;
  /** In UTC, as RFC 3339 begins: `2026-11-26T18`. */
  readonly hour: string;
  readonly counts: Counts;
}

/**
 * Adds to the counters of one hour.
 * @throws StoreUnavailableError: it may have been added all the same
 */
export type AddCounts = (addition: Addition) => Promise<void>;

/** Of an account, the hours from one to another, both included, in which something was counted, in their order. */
export type ReadCounts = (
  account: string,
  from: string,
  to: string,
) => Promise<readonly { readonly hour: string; readonly counts: Counts }[]>;
