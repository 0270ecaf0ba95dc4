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

/** A final status never changes again, unless an operator settles an `indeterminate` message (settle.ts). */
export const isFinal = (status: Status): status is FinalStatus => finals.has(status);

/**
 * Whether a message may go from one status to another: only forwards, never out of a final status.
 *
 * The one step back is `submitting` → `accepted`, when it is certain that no byte of the hand-over left. A message
 * cannot become `delivered` before it is handed over. Only a hand-over can make it `indeterminate`.
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

/** The message has not been handed over, or the upstream has not answered yet. */
export const isBeforeHandOver = (status: Status): boolean => status === 'accepted' || status === 'submitting';
