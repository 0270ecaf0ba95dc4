import { eachOf } from '../runtime/concurrency.ts';
import type { Message, Reason } from './message.ts';
import type { Change, HandOver, HandOverOutcome, MessageStore, Upstream } from './ports.ts';
import { advance, type Step } from './transition.ts';

/** Recipients in one call: the most the upstream is asked to take at once. */
const recipientsPerCall = 100;
const callsAtOnce = 5;
/**
 * What a call may take (15 s), its outcome's write (3 s), and a look at what was written (3 s): a hand-over that cannot
 * end in time is not begun.
 */
export const millisPerCall = 21_000;
/**
 * Kept at the end, when the outcome's write has all the time there is: a last look at it (3 s), and the answer. Where calls
 * wait for others to end, no write has more than its usual time.
 */
const millisToAnswer = 4_000;

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
  readonly upstream: Upstream;
  readonly clock: () => Date;
  readonly log: HandOverLog;
}

/**
 * Hands messages that this run has claimed (they are `submitting` under its attempt) to the upstream, once, and records
 * what became of them. Returns them as recorded, in order. Messages whose call could not end by `deadline`
 * (milliseconds since 1970) go back to `accepted`, for the sweep.
 */
export type HandOverMessages = (messages: readonly Message[], deadline: number) => Promise<readonly Message[]>;

export const createHandOver = ({ store, upstream, clock, log }: Dependencies): HandOverMessages => {
  const call = async (batch: readonly [Message, ...Message[]]): Promise<HandOverOutcome> => {
    const [{ text }] = batch;
    return text === undefined ? { kind: 'rejected', reason: noText } : upstream.handOver(callFor(batch, text));
  };

  const handOver = async (
    batch: readonly [Message, ...Message[]],
    deadline: number,
    isLast: boolean,
  ): Promise<readonly Message[]> => {
    const tooLate = clock().getTime() + millisPerCall > deadline;
    const outcome: HandOverOutcome = tooLate
      ? { kind: 'not_sent', cause: new NoTimeLeftError() }
      : complete(await call(batch), batch.length);
    const steps = batch.map((_, index) => stepFor(outcome, index));
    const unclear = batch.filter((_, index) => steps[index] === indeterminate);
    if (unclear.length > 0)
      log.indeterminate(unclear, outcome.kind === 'unknown' ? outcome.cause : unclearAnswer(outcome));
    if (outcome.kind === 'not_sent') log.postponed(batch, outcome.cause);

    const now = clock();
    const changes = batch.flatMap((before, index): Change[] => {
      const step = steps[index];
      const after = step && advance(before, step, now);
      return after === undefined ? [] : [{ before, after }];
    });
    // The messages may have left: whatever is wrong with the store, the caller must not take it for a failed send.
    const timeLeft = isLast ? deadline - millisToAnswer - now.getTime() : 0;
    const applied = await store.apply(changes, timeLeft).catch((error: unknown) => error);
    return changes.map(({ before, after }, index) => {
      const recorded = Array.isArray(applied) ? (applied[index] ?? 'unavailable') : 'unavailable';
      if (recorded === 'applied') return after;
      log.unrecorded(after, recorded, Array.isArray(applied) ? undefined : applied);
      return before;
    });
  };

  return async (messages, deadline) => {
    const done = new Map<string, Message>();
    const batches = batchesOf(messages);
    await eachOf(batches, callsAtOnce, async (batch) => {
      const isLast = batches.length <= callsAtOnce;
      for (const message of await handOver(batch, deadline, isLast)) done.set(message.id, message);
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
      return { status: 'accepted', reason: outcome.cause instanceof NoTimeLeftError ? noTimeLeft : notSent };
    case 'unknown':
      return indeterminate;
  }
};

const notSent: Reason = {
  code: 'gateway_unreachable',
  text: 'The gateway could not be reached. The message has not been sent; it will be handed over later.',
};

class NoTimeLeftError extends Error {
  override readonly name = 'NoTimeLeftError';

  constructor() {
    super('There was no time left for the call.');
  }
}

const noTimeLeft: Reason = {
  code: 'postponed',
  text: 'The request had no time left for this message. It has not been sent; it will be handed over within minutes.',
};

/** No way of ours leads here; a record that was changed by hand may. */
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

/**
 * Messages that can share a call: same content, sender and time. Each recipient is in a call once: what the upstream
 * answers to one that is named twice is not known.
 */
const batchesOf = (messages: readonly Message[]): readonly (readonly [Message, ...Message[]])[] => {
  const open = new Map<string, [Message, ...Message[]]>();
  const batches: [Message, ...Message[]][] = [];
  for (const message of messages) {
    const content = JSON.stringify([message.text, message.type, message.sender, message.scheduledAt]);
    const batch = open.get(content);
    const takes = batch !== undefined && batch.length < recipientsPerCall && !batch.some(({ to }) => to === message.to);
    if (takes) {
      batch.push(message);
    } else {
      const fresh: [Message, ...Message[]] = [message];
      open.set(content, fresh);
      batches.push(fresh);
    }
  }
  return batches;
};

const callFor = (batch: readonly [Message, ...Message[]], text: string): HandOver => {
  const [{ type, sender, scheduledAt }] = batch;
  return {
    to: batch.map(({ to }) => to),
    text,
    type,
    ...(sender !== undefined && { sender }),
    ...(scheduledAt !== undefined && { scheduledAt: new Date(scheduledAt) }),
  };
};
