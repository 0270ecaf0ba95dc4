import type { Status } from '../contract/statuses.ts';
import type { Message } from './message.ts';
import type { Change } from './ports.ts';
import { isBeforeHandOver } from './status.ts';

/** A metered account pays one credit for each segment. */
export const chargeFor = (segments: number, isMetered: boolean): Pick<Message, 'charge'> =>
  isMetered ? { charge: segments } : {};

/** The charge after a change to this status: none if the message was never handed over, or was cancelled. */
export const chargeAfter = ({ status, charge }: Message, to: Status): Pick<Message, 'charge'> =>
  charge === undefined || isGivenBack(status, to) ? {} : { charge };

const isGivenBack = (from: Status, to: Status): boolean =>
  to === 'canceled' || (isBeforeHandOver(from) && (to === 'failed' || to === 'expired'));

/** The charge after an operator has settled the message: none if it failed. */
export const chargeAfterSettling = ({ charge }: Message, to: Status): Pick<Message, 'charge'> =>
  charge === undefined || to === 'failed' ? {} : { charge };

export const withoutCharge = ({ charge: _, ...message }: Message): Message => message;

/** The credits that the account gets back by a change. */
export const refundOf = ({ before, after }: Change): number => (before.charge ?? 0) - (after.charge ?? 0);
