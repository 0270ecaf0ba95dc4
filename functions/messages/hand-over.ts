import type { Status } from '../contract/statuses.ts';
import { eachOf } from '../runtime/concurrency.ts';
import { causeOfDoubt, recordTooBusy, stepFor } from './call-outcome.ts';
import { type Bounds, createCallUpstream } from './call-upstream.ts';
import { type Batch, batchesOf, callsAtOnce } from './calls.ts';
import { createGates, type Gate, type Passage, type Stopped } from './gate.ts';
import { type Message, withoutTaken } from './message.ts';
import type { Calls, HandOverOutcome, MessageStore, Suppressions, Upstream, WithdrawnAs } from './ports.ts';
import { afterOutcomeMillis } from './time-budget.ts';
import { advance, changesOf, type Step } from './transition.ts';

export interface HandOverLog {
  /** The outcome of a hand-over is unknown. The messages are never handed over again, so an operator should know. */
  indeterminate(messages: readonly Message[], cause: Error): void;
  /** The call was not made, or did not reach the upstream. The messages wait for the sweep. */
  postponed(messages: readonly Message[], cause: Error): void;
  /** The upstream answered, but the store did not record the answer. */
  unrecorded(message: Message, outcome: 'stale' | 'unavailable', cause: unknown): void;
}

interface Dependencies {
  readonly store: MessageStore;
  readonly calls: Calls;
  readonly suppressions: Suppressions;
  readonly upstream: Upstream;
  readonly clock: () => Date;
  readonly log: HandOverLog;
}

interface Options {
  /** All records of the request exist, so the first one no longer needs its list of recipients (`taken`). */
  readonly forgetsTaken?: boolean;
  /** What happens to records that turn up late. */
  readonly lateRecords?: WithdrawnAs;
  /**
   * The caller's unique name, if others may work on the same messages. Each call then has a number, and only the caller
   * that began a call may make it and change its messages. Absent: only the run that claimed the messages works on
   * them.
   */
  readonly by?: string;
  /** When these messages were looked up in the suppression lists; absent: never. */
  readonly suppressionsReadAt?: Date;
}

/**
 * Hands messages to the upstream, once, and records the outcome. The caller must have claimed them: they are
 * `submitting` under its `attempt`. Returns them as recorded, in order.
 *
 * Messages go back to `accepted`, for the sweep, if their call could not end by `deadline` (milliseconds since 1970). A
 * message is not handed over but ends if its validity has ended or its recipient is suppressed.
 */
export type HandOverMessages = (
  messages: readonly Message[],
  deadline: number,
  options?: Options,
) => Promise<readonly Message[]>;

/** What happened to a batch. */
interface BatchOutcome {
  /** The messages that were in the call, or would have been. */
  readonly called: readonly Message[];
  readonly outcome: HandOverOutcome;
  /** The messages that the gate stopped. */
  readonly stopped: Stopped;
}

export const createHandOver = (dependencies: Dependencies): HandOverMessages => {
  const { store, clock, log } = dependencies;
  const gateFor = createGates(dependencies);
  const { isLate, postponeAsLate, giveUp, postpone, call } = createCallUpstream(dependencies);

  /**
   * @returns `undefined` if others have the messages by now: a sweep that considers this run dead, or another caller
   */
  const callFor = async (batch: Batch, bounds: Bounds, gate: Gate): Promise<BatchOutcome | undefined> => {
    if (isLate(bounds)) return withOutcome(batch, await postponeAsLate(batch, bounds));
    const { passage, cause } = await look(batch, gate);
    if (passage === undefined) {
      const reason = 'The suppression list could not be read.';
      return withOutcome(batch, await postpone(batch, bounds, reason, recordTooBusy, cause));
    }
    const { stopped, until } = passage;
    const [first, ...others] = batch.filter(({ id }) => !stopped.has(id));
    if (first === undefined) {
      // Somebody else may have made the call before these messages were stopped.
      const isCertain = bounds.by === undefined || (await giveUp(batch, bounds));
      return withOutcome([], isCertain ? noCall : undefined, stopped);
    }
    const called: Batch = [first, ...others];
    return withOutcome(called, await call(called, until, bounds), stopped);
  };

  /** Never throws: other calls of the request may have been made, so its sender must not see it fail. */
  const look = async (batch: Batch, gate: Gate): Promise<{ readonly passage?: Passage; readonly cause?: unknown }> => {
    try {
      return { passage: await gate(batch) };
    } catch (cause) {
      return { cause };
    }
  };

  const handOver = async (
    batch: Batch,
    isLast: boolean,
    bounds: Bounds,
    gate: Gate,
    forgetsTaken: boolean,
  ): Promise<readonly Message[]> => {
    const result = await callFor(batch, bounds, gate);
    if (result === undefined) return asRecorded(batch);
    const now = clock();
    const steps = stepsOf(result, now);
    logTrouble(result, steps);
    const changes = changesOf(batch, (message) => {
      const step = steps.get(message.id);
      const after = step && advance(message, step, now);
      return after && forgetsTaken ? withoutTaken(after) : after;
    });
    // The messages may have left, so no error of the store may look like a failed send. A write may take all the time
    // that is left, unless other calls wait for this one to end.
    const timeLeft = isLast ? bounds.deadline - afterOutcomeMillis - now.getTime() : 0;
    const applied = await store.apply(changes, timeLeft).catch((error: unknown) => error);
    return changes.map(({ before, after }, index) => {
      const recorded = (Array.isArray(applied) ? applied[index] : undefined) ?? 'unavailable';
      if (recorded === 'applied') return after;
      log.unrecorded(after, recorded, Array.isArray(applied) ? undefined : applied);
      return before;
    });
  };

  const logTrouble = ({ called, outcome }: BatchOutcome, steps: Steps): void => {
    const comeTo = (status: Status) => called.filter(({ id }) => steps.get(id)?.status === status);
    const [unclear, waiting] = [comeTo('indeterminate'), comeTo('accepted')];
    if (unclear.length > 0) log.indeterminate(unclear, causeOfDoubt(outcome));
    if (waiting.length > 0 && outcome.kind === 'not_sent') log.postponed(waiting, outcome.cause);
  };

  const asRecorded = async (batch: Batch): Promise<readonly Message[]> => {
    const found = await store.find(batch.map(({ id }) => id)).catch(() => new Map<string, Message>());
    return batch.map((message) => found.get(message.id) ?? message);
  };

  return async (messages, deadline, { forgetsTaken = false, lateRecords = 'closed', by, suppressionsReadAt } = {}) => {
    const done = new Map<string, Message>();
    const batches = batchesOf(messages);
    const bounds: Bounds = { deadline, lateRecords, by };
    const gate = gateFor(messages, suppressionsReadAt);
    await eachOf(batches, callsAtOnce, async (batch) => {
      const isLast = batches.length <= callsAtOnce;
      for (const message of await handOver(batch, isLast, bounds, gate, forgetsTaken)) done.set(message.id, message);
    });
    return messages.map((message) => done.get(message.id) ?? message);
  };
};

/** The next step of each message of a batch, by id. */
type Steps = ReadonlyMap<string, Step>;

const stepsOf = ({ called, outcome, stopped }: BatchOutcome, now: Date): Steps =>
  new Map([
    ...stopped,
    ...called.map((message, index) => [message.id, stepFor(outcome, message, index, now)] as const),
  ]);

const withOutcome = (
  called: readonly Message[],
  outcome: HandOverOutcome | undefined,
  stopped: Stopped = new Map(),
): BatchOutcome | undefined => outcome && { called, outcome, stopped };

/** The outcome if the gate stopped the whole batch. */
const noCall: HandOverOutcome = { kind: 'answered', results: [] };
