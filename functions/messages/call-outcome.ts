import { CallTooLateError } from './errors.ts';
import { validityEnded } from './gate.ts';
import type { Message, Reason } from './message.ts';
import type { HandOverOutcome } from './ports.ts';
import { hasEnded } from './timing.ts';
import type { Step } from './transition.ts';

/**
 * If an answer has too few or too many results, nobody knows to which recipients they belong: all may have been sent
 * to.
 */
export const checkComplete = (outcome: HandOverOutcome, recipients: number): HandOverOutcome =>
  outcome.kind === 'answered' && outcome.results.length !== recipients
    ? { kind: 'unknown', cause: new Error('The answer does not have one result per recipient.') }
    : outcome;

/** The next step of the message at this place in the call. */
export const stepFor = (outcome: HandOverOutcome, message: Message, index: number, now: Date): Step => {
  switch (outcome.kind) {
    case 'answered': {
      const result = outcome.results[index];
      if (result === undefined || result.accepted === 'unknown') return indeterminate;
      return result.accepted
        ? { status: result.status, upstreamId: result.upstreamId }
        : { status: 'failed', reason: result.reason };
    }
    case 'rejected':
      return { status: 'failed', reason: outcome.reason };
    case 'not_sent':
      return hasEnded(message, now) ? validityEnded : { status: 'accepted', reason: reasonToWait(outcome.cause) };
    case 'unknown':
      return indeterminate;
  }
};

/** Why the outcome of some of a call's messages is unknown. */
export const causeOfDoubt = (outcome: HandOverOutcome): Error => {
  if (outcome.kind === 'unknown') return outcome.cause;
  const results = outcome.kind === 'answered' ? outcome.results : [];
  const [cause] = results.flatMap((result) => (result.accepted === 'unknown' ? (result.cause ?? []) : []));
  return new Error('The answer leaves the outcome for these recipients unknown.', { cause });
};

/** The call was not made. `reason` says why the messages wait. */
export class PostponedError extends Error {
  override readonly name = 'PostponedError';
  readonly reason: Reason;

  constructor(message: string, reason: Reason, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

const reasonToWait = (cause: Error): Reason => {
  if (cause instanceof PostponedError) return cause.reason;
  return cause instanceof CallTooLateError ? noTimeLeft : upstreamUnreachable;
};

const upstreamUnreachable: Reason = {
  code: 'gateway_unreachable',
  text: 'The gateway could not be reached. The message has not been sent yet; it will be handed over later.',
};

export const noTimeLeft: Reason = {
  code: 'postponed',
  text: 'The request had no time left for this message. It has not been sent yet; it will be handed over within minutes.',
};

export const recordTooBusy: Reason = {
  code: 'postponed',
  text: 'The database was too busy for this message. It has not been sent yet; it will be handed over within minutes.',
};

/** Only a record that was edited by hand has no text at its hand-over. */
export const noText: Reason = {
  code: 'empty_message',
  text: 'The record of the message has no text. The message was not sent.',
};

const indeterminate: Step = {
  status: 'indeterminate',
  reason: {
    code: 'outcome_unknown',
    text: "The gateway's answer was lost, so the message may have been sent. textgate does not send it again.",
  },
};
