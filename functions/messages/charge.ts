import type { Status } from '../contract/statuses.ts';
import type { Message } from './message.ts';
import type { Change } from './ports.ts';
import { isBeforeHandOver } from './status.ts';

/** What a message costs its account, in credits, and what is given back. */

/** A message costs a credit a segment, where its account is metered. */
export const chargeFor = (segments: number, isMetered: boolean): Pick<Message, 'charge'> =>
  isMetered ? { charge: segments } : {};

/** The charge that a message keeps when it comes to this status: none if it was never sent, or was cancelled. */
export const chargeAfter = ({ status, charge }: Message, to: Status): Pick<Message, 'charge'> =>
  charge === undefined || isGivenBack(status, to) ? {} : { charge };

const isGivenBack = (from: Status, to: Status): boolean =>
  to === 'canceled' || (isBeforeHandOver(from) && (to === 'failed' || to === 'expired'));

/** The charge that a message keeps when a person has found out what became of it. */
export const chargeAfterSettling = ({ charge }: Message, to: Status): Pick<Message, 'charge'> =>
  charge === undefined || to === 'failed' ? {} : { charge };

/** The message, not charged. */
export const withoutCharge = ({ charge: _, ...message }: Message): Message => message;

/** The credits that a change gives back. */
export const refundOf = ({ before, after }: Change): number => (before.charge ?? 0) - (after.charge ?? 0);
