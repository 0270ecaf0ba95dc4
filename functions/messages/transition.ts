import type { Message, Reason } from './message.ts';
import type { UpstreamState } from './ports.ts';
import { canTransition, type Status } from './status.ts';

export interface Step {
  readonly status: Status;
  readonly reason?: Reason;
  readonly upstreamId?: string;
  readonly attempt?: string;
}

/** The message after a step, or `undefined` when its status does not allow it. A step without a reason clears it. */
export const advance = (message: Message, step: Step, now: Date): Message | undefined => {
  if (!canTransition(message.status, step.status)) return undefined;
  const { reason: _, charge, ...rest } = message;
  const keptCharge = charge !== undefined && !isGivenBack(message.status, step.status) && { charge };
  return forgetText({ ...rest, ...keptCharge, ...step, version: message.version + 1, updatedAt: now.toISOString() });
};

/** The message without its text, if that is not to be kept and is no longer needed: once it has been handed over. */
export const forgetText = (message: Message): Message => {
  if (message.forgetsText !== true || isBeforeHandOver(message.status)) return message;
  const { text: _, ...rest } = message;
  return rest;
};

/** The upstream has not been given it, or has not answered. */
export const isBeforeHandOver = (status: Status): boolean => status === 'accepted' || status === 'submitting';

/** Credits go back for a message that was never sent: refused at the hand-over, cancelled, or never handed over. */
const isGivenBack = (from: Status, to: Status): boolean => {
  return to === 'canceled' || (isBeforeHandOver(from) && (to === 'failed' || to === 'expired'));
};

/** The message after what the upstream told of it, or `undefined` when that is no news. */
export const observe = (message: Message, state: UpstreamState, now: Date): Message | undefined =>
  state.status === undefined
    ? undefined
    : advance(message, { status: state.status, ...(state.reason && { reason: state.reason }) }, now);
