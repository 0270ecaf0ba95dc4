import { type Status, statuses } from '../contract/statuses.ts';

export const finalStatuses = [
  'delivered',
  'failed',
  'expired',
  'canceled',
  'indeterminate',
] as const satisfies readonly Status[];

export type FinalStatus = (typeof finalStatuses)[number];

const finals: ReadonlySet<Status> = new Set(finalStatuses);

/** A final status never changes again; but for a person who settles an `indeterminate` one (settle.ts). */
export const isFinal = (status: Status): status is FinalStatus => finals.has(status);

/**
 * Whether a message may go from one status to another: only forwards, never out of a final status.
 *
 * The one step back is `submitting` → `accepted`, when it is proved that no byte of the hand-over left. Before the
 * hand-over only its own outcomes are possible, so a message cannot become `delivered` without having been submitted,
 * and `indeterminate` is an outcome of the hand-over alone.
 */
export const canTransition = (from: Status, to: Status): boolean => {
  if (isFinal(from)) return false;
  switch (from) {
    case 'accepted':
      return to === 'submitting' || to === 'canceled' || to === 'expired' || to === 'failed';
    case 'submitting':
      return to !== 'submitting';
    default:
      return to !== 'indeterminate' && statuses.indexOf(to) > statuses.indexOf(from);
  }
};

/** The upstream has not been given it, or has not answered. */
export const isBeforeHandOver = (status: Status): boolean => status === 'accepted' || status === 'submitting';
