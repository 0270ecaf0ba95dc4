import type { Status } from '../contract/statuses.ts';
import { chargeAfter } from './charge.ts';
import { grown, historyEntry } from './history.ts';
import type { Message, Reason } from './message.ts';
import type { Change, UpstreamState } from './ports.ts';
import { canTransition, isBeforeHandOver } from './status.ts';

export interface Step {
  readonly status: Status;
  readonly reason?: Reason;
  readonly upstreamId?: string;
  readonly attempt?: string;
}

/** The message after a step, or `undefined` when its status does not allow it. A step without a reason clears it. */
export const advance = (message: Message, step: Step, now: Date): Message | undefined => {
  if (!canTransition(message.status, step.status)) return undefined;
  const { charge: _charge, call: _call, ...rest } = message;
  return withStatus({ ...rest, ...chargeAfter(message, step.status) }, step, now);
};

/**
 * Sets a status without checking that it may follow. All changes of a status are made here. `by`: see `nextVersion`.
 */
export const withStatus = (message: Message, step: Step, now: Date, by?: number): Message => {
  const { reason: _, ...rest } = message;
  const next = nextVersion(message, now, by);
  const history = message.history && grown(message.history, historyEntry(step.status, next.updatedAt, step.reason));
  return forgetText({ ...rest, ...step, ...next, ...(history && { history }) });
};

/** One change for each message for which `next` returns a new version. */
export const changesOf = (
  messages: readonly Message[],
  next: (message: Message, index: number) => Message | undefined,
): readonly Change[] =>
  messages.flatMap((before, index) => {
    const after = next(before, index);
    return after === undefined ? [] : [{ before, after }];
  });

/** The members that every change sets. `by` is above one if records of the versions between were lost. */
export const nextVersion = (message: Message, now: Date, by = 1): Pick<Message, 'version' | 'updatedAt'> => ({
  version: message.version + by,
  updatedAt: now.toISOString(),
});

/** Removes the text of a message that must not keep it, once the hand-over no longer needs it. */
export const forgetText = (message: Message): Message => {
  if (message.forgetsText !== true || isBeforeHandOver(message.status)) return message;
  const { text: _, ...rest } = message;
  return rest;
};

/** The message with the state that the upstream reports, or `undefined` if that is no news. */
export const observe = (message: Message, state: UpstreamState, now: Date): Message | undefined =>
  state.status === undefined
    ? undefined
    : advance(message, { status: state.status, ...(state.reason && { reason: state.reason }) }, now);
