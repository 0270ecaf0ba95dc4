import type { OpenEntry } from '../ports.ts';
import { freshMinutes, timeAgo } from '../timing.ts';
import { type LeftOver, type Range, timeIn, withLeft } from './ranges.ts';

/** What a sweep has done. It grows while the sweep runs. */
export interface SweepReport {
  /** Messages in the ranges. */
  seen: number;
  /** Those among them that are fresh: what becomes of them is soon to be known. */
  fresh: number;
  /** The time of the newest fresh one, from which its age counts: when it was made, or was to be sent. */
  newest: Date | undefined;
  /** Messages whose status was asked for. */
  checked: number;
  /** Messages whose status changed. */
  changed: number;
  handedOver: number;
  /** Messages closed by us: hand-overs that were never answered, and messages too old. */
  closed: number;
  failedCalls: number;
  /** Whether the upstream answered; `undefined` when there was nothing to ask. */
  reachable: boolean | undefined;
  /** Milliseconds from the upstream's change to our record, where the upstream tells; to the second. */
  readonly lags: number[];
  left: readonly LeftOver[];
  /** What helpers were asked to look through. */
  given: readonly Range[];
}

/** Of a sweep that has seen nothing yet. */
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

/** Notes a place for the next sweep. */
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
