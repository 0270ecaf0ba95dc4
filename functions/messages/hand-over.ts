import { eachOf } from '../runtime/concurrency.ts';
import { type Batch, batchesOf, callsAtOnce } from './calls.ts';
import { type Message, type Reason, withoutTaken } from './message.ts';
import type {
  CallMark,
  CallState,
  Calls,
  HandOver,
  HandOverOutcome,
  MessageStore,
  Upstream,
  WithdrawnAs,
} from './ports.ts';
import { afterOutcomeMillis, handOverMillis } from './time-budget.ts';
import { advance, changesOf, type Step } from './transition.ts';

export interface HandOverLog {
  /** The outcome of a hand-over is unknown: the messages will not be sent again, and somebody should know. */
  indeterminate(messages: readonly Message[], cause: Error): void;
  /** The upstream was not reached: the messages wait for the sweep. */
  postponed(messages: readonly Message[], cause: Error): void;
  /** The upstream answered, and the record did not take it. */
  unrecorded(message: Message, outcome: 'stale' | 'unavailable', cause: unknown): void;
}

interface Dependencies {
  readonly store: MessageStore;
  readonly calls: Calls;
  readonly upstream: Upstream;
  readonly clock: () => Date;
  readonly log: HandOverLog;
}

interface Options {
  /** The first record of a request need no longer say what the others are to be: they are all there. */
  readonly forgetsTaken?: boolean;
  /** What becomes of records that turn up late. */
  readonly lateRecords?: WithdrawnAs;
}

/**
 * Hands messages that this run has claimed (they are `submitting` under its attempt) to the upstream, once, and records
 * what became of them. Returns them as recorded, in order. Messages whose call could not end by `deadline`
 * (milliseconds since 1970) go back to `accepted`, for the sweep.
 */
export type HandOverMessages = (
  messages: readonly Message[],
  deadline: number,
  options?: Options,
) => Promise<readonly Message[]>;

export const createHandOver = ({ store, calls, upstream, clock, log }: Dependencies): HandOverMessages => {
  const isLate = (deadline: number) => clock().getTime() + handOverMillis > deadline;

  /** `undefined`: a sweep took this run for dead, and the messages are its own now. */
  const callUpstream = async (
    batch: Batch,
    deadline: number,
    lateRecords: WithdrawnAs,
  ): Promise<HandOverOutcome | undefined> => {
    const [{ text, attempt, call }] = batch;
    const mark = call === undefined ? undefined : { attempt, call };
    const postpone = async (message: string, reason: Reason, cause?: unknown): Promise<HandOverOutcome> => {
      // Should it not be recorded that its messages wait, no sweep must wonder whether they have been sent.
      if (mark !== undefined) await calls.giveUp(mark, lateRecords).catch(() => {});
      return { kind: 'not_sent', cause: new PostponedError(message, reason, cause) };
    };

    if (isLate(deadline)) return postpone('There was no time left for the call.', noTimeLeft);
    if (text === undefined) return { kind: 'rejected', reason: noText };
    if (mark !== undefined) {
      const { state, cause } = await begin(mark);
      if (state === 'fenced' || state === 'given_up') return undefined;
      if (state === 'unknown') return postpone('That the call begins could not be noted.', notNoted, cause);
      if (isLate(deadline)) return postpone('There was no time left for the call.', noTimeLeft);
    }
    return complete(await upstream.handOver(callFor(batch, text)), batch.length);
  };

  /** Whatever is wrong with the store: other calls may have been made, and the caller must not take it for a failed send. */
  const begin = async (mark: CallMark): Promise<{ readonly state: CallState; readonly cause?: unknown }> => {
    try {
      return { state: await calls.begin(mark) };
    } catch (cause) {
      return { state: 'unknown', cause };
    }
  };

  const handOver = async (
    batch: Batch,
    deadline: number,
    isLast: boolean,
    { forgetsTaken = false, lateRecords = 'closed' }: Options,
  ): Promise<readonly Message[]> => {
    const outcome = await callUpstream(batch, deadline, lateRecords);
    if (outcome === undefined) return asRecorded(batch);
    const steps = batch.map((_, index) => stepFor(outcome, index));
    const unclear = batch.filter((_, index) => steps[index] === indeterminate);
    if (unclear.length > 0)
      log.indeterminate(unclear, outcome.kind === 'unknown' ? outcome.cause : unclearAnswer(outcome));
    if (outcome.kind === 'not_sent') log.postponed(batch, outcome.cause);

    const now = clock();
    const changes = changesOf(batch, (message, index) => {
      const step = steps[index];
      const after = step && advance(message, step, now);
      return after && forgetsTaken ? withoutTaken(after) : after;
    });
    // The messages may have left: whatever is wrong with the store, the caller must not take it for a failed send. Where
    // calls wait for others to end, no write has more than its usual time.
    const timeLeft = isLast ? deadline - afterOutcomeMillis - now.getTime() : 0;
    const applied = await store.apply(changes, timeLeft).catch((error: unknown) => error);
    return changes.map(({ before, after }, index) => {
      const recorded = Array.isArray(applied) ? (applied[index] ?? 'unavailable') : 'unavailable';
      if (recorded === 'applied') return after;
      log.unrecorded(after, recorded, Array.isArray(applied) ? undefined : applied);
      return before;
    });
  };

  const asRecorded = async (batch: Batch): Promise<readonly Message[]> => {
    const found = await store.find(batch.map(({ id }) => id)).catch(() => new Map<string, Message>());
    return batch.map((message) => found.get(message.id) ?? message);
  };

  return async (messages, deadline, options = {}) => {
    const done = new Map<string, Message>();
    const batches = batchesOf(messages);
    await eachOf(batches, callsAtOnce, async (batch) => {
      const isLast = batches.length <= callsAtOnce;
      for (const message of await handOver(batch, deadline, isLast, options)) done.set(message.id, message);
    });
    return messages.map((message) => done.get(message.id) ?? message);
  };
};

/** An answer that leaves out some of the recipients does not tell which: all of them may have been sent. */
const complete = (outcome: HandOverOutcome, recipients: number): HandOverOutcome =>
  outcome.kind === 'answered' && outcome.results.length !== recipients
    ? { kind: 'unknown', cause: new Error('The answer has not one result per recipient.') }
    : outcome;

const unclearAnswer = (outcome: HandOverOutcome): Error => {
  const results = outcome.kind === 'answered' ? outcome.results : [];
  const [cause] = results.flatMap((result) => (result.accepted === 'unknown' ? (result.cause ?? []) : []));
  return new Error('The answer does not tell what became of these recipients.', { cause });
};

/** What happens to a message at this place in the call. */
const stepFor = (outcome: HandOverOutcome, index: number): Step => {
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
      return { status: 'accepted', reason: outcome.cause instanceof PostponedError ? outcome.cause.reason : notSent };
    case 'unknown':
      return indeterminate;
  }
};

const notSent: Reason = {
  code: 'gateway_unreachable',
  text: 'The gateway could not be reached. The message has not been sent; it will be handed over later.',
};

/** The call was not made, and why. */
class PostponedError extends Error {
  override readonly name = 'PostponedError';
  readonly reason: Reason;

  constructor(message: string, reason: Reason, cause: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

const noTimeLeft: Reason = {
  code: 'postponed',
  text: 'The request had no time left for this message. It has not been sent; it will be handed over within minutes.',
};

const notNoted: Reason = {
  code: 'postponed',
  text: 'The record was too busy for this message. It has not been sent; it will be handed over within minutes.',
};

/** Only a record that was changed by hand has no text here. */
const noText: Reason = {
  code: 'empty_message',
  text: 'The record has no text. The message has not been sent.',
};

const indeterminate: Step = {
  status: 'indeterminate',
  reason: {
    code: 'outcome_unknown',
    text: "The gateway's answer was lost. The message may have been sent, and is never sent again by itself.",
  },
};

const callFor = (batch: Batch, text: string): HandOver => {
  const [{ type, sender, scheduledAt }] = batch;
  return {
    to: batch.map(({ to }) => to),
    text,
    type,
    ...(sender !== undefined && { sender }),
    ...(scheduledAt !== undefined && { scheduledAt: new Date(scheduledAt) }),
  };
};
