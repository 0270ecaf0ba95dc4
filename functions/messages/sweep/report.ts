import type { OpenEntry } from '../ports.ts';
import { freshMinutes, timeAgo } from '../timing.ts';
import { type LeftOver, type Range, timeIn, withLeft } from './ranges.ts';

/** What a sweep has done so far. */
export interface SweepReport {
  /** Messages in the ranges. */
  seen: number;
  /** Fresh messages among them. */
  fresh: number;
  /** The time from which the age of the newest fresh message counts. */
  newest: Date | undefined;
  /** Messages that the upstream was asked about. */
  checked: number;
  /** Messages that the upstream reported in a new status. */
  changed: number;
  handedOver: number;
  /** Messages that the sweep itself brought to a final status. */
  closed: number;
  failedCalls: number;
  /** Whether the upstream answered; `undefined`: it was not called. */
  reachable: boolean | undefined;
  /** Milliseconds from the upstream's change to its record, to the second; only if the upstream gives the time. */
  readonly lags: number[];
  left: readonly LeftOver[];
  /** Ranges that helpers were asked to look through. */
  given: readonly Range[];
}

export const emptyReport = (): SweepReport => ({
  seen: 0,
  fresh: 0,
  newest: undefined,
  checked: 0,
  changed: 0,
  handedOver: 0,
  closed: 0,
  failedCalls: 0,
  reachable: undefined,
  lags: [],
  left: [],
  given: [],
});

/** Leaves a place to the next sweep. */
export const leave = (report: SweepReport, place: LeftOver): void => {
  report.left = withLeft(report.left, place);
};

/** @param entries oldest first */
export const countSeen = (report: SweepReport, entries: readonly OpenEntry[], startedAt: Date): void => {
  report.seen += entries.length;
  const freshSince = timeAgo(startedAt, freshMinutes);
  const fresh = entries.filter(({ key }) => key > freshSince);
  const last = fresh.at(-1);
  if (last === undefined) return;
  report.fresh += fresh.length;
  const newest = timeIn(last.key);
  if (report.newest === undefined || newest > report.newest) report.newest = newest;
};
