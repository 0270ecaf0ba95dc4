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
  readonly suppressions: Suppressions;
  readonly upstream: Upstream;
  readonly clock: () => Date;
  readonly log: HandOverLog;
}

interface Options {
  /** The first record of a request need no longer say what the others are to be: they are all there. */
  readonly forgetsTaken?: boolean;
  /** What becomes of records that turn up late. */
  readonly lateRecords?: WithdrawnAs;
  /**
   * The name of who does this, where another may be at the same messages: each call has a number then, and only who began it
   * makes it and changes its messages. Absent: that run alone is at them that claimed them.
   */
  readonly by?: string;
  /** When the suppression lists were looked at for these messages; absent: never. */
  readonly suppressionsReadAt?: Date;
}

/**
 * Hands messages that this run has claimed (they are `submitting` under its attempt) to the upstream, once, and records
 * what became of them. Returns them as recorded, in order. Messages whose call could not end by `deadline`
 * (milliseconds since 1970) go back to `accepted`, for the sweep. No call begins for a message whose validity has ended, or
 * whose recipient is suppressed: that one ends.
 */
export type HandOverMessages = (
  messages: readonly Message[],
  deadline: number,
  options?: Options,
) => Promise<readonly Message[]>;

/** How it went with a batch. */
interface Attempt {
  /** Those that the call was for, or would have been. */
  readonly called: readonly Message[];
  readonly outcome: HandOverOutcome;
  /** The others. */
  readonly stopped: Stopped;
}

export const createHandOver = (dependencies: Dependencies): HandOverMessages => {
  const { store, clock, log } = dependencies;
  const gateFor = createGates(dependencies);
  const { isLate, noTime, leave, postpone, call } = createCallUpstream(dependencies);

  /** `undefined`: the messages are another's by now: a sweep took this run for dead, or it is not alone at them. */
  const attempt = async (batch: Batch, bounds: Bounds, gate: Gate): Promise<Attempt | undefined> => {
    if (isLate(bounds)) return withOutcome(batch, await noTime(batch, bounds));
    const { passage, cause } = await look(batch, gate);
    if (passage === undefined) {
      const reason = 'Who is suppressed could not be read.';
      return withOutcome(batch, await postpone(batch, bounds, reason, recordTooBusy, cause));
    }
    const { stopped, until } = passage;
    const [first, ...others] = batch.filter(({ id }) => !stopped.has(id));
    if (first === undefined) {
      // Another may not have stopped them, and have called.
      const isOurs = bounds.by === undefined || (await leave(batch, bounds));
      return withOutcome([], isOurs ? noCall : undefined, stopped);
    }
    const called: Batch = [first, ...others];
    return withOutcome(called, await call(called, until, bounds), stopped);
  };

  /** Whatever is wrong with the store: other calls may have been made, and the caller must not take it for a failed send. */
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
    const made = await attempt(batch, bounds, gate);
    if (made === undefined) return asRecorded(batch);
    const now = clock();
    const steps = stepsOf(made, now);
    tell(made, steps);
    const changes = changesOf(batch, (message) => {
      const step = steps.get(message.id);
      const after = step && advance(message, step, now);
      return after && forgetsTaken ? withoutTaken(after) : after;
    });
    // The messages may have left: whatever is wrong with the store, the caller must not take it for a failed send. Where
    // calls wait for others to end, no write has more than its usual time.
    const timeLeft = isLast ? bounds.deadline - afterOutcomeMillis - now.getTime() : 0;
    const applied = await store.apply(changes, timeLeft).catch((error: unknown) => error);
    return changes.map(({ before, after }, index) => {
      const recorded = Array.isArray(applied) ? (applied[index] ?? 'unavailable') : 'unavailable';
      if (recorded === 'applied') return after;
      log.unrecorded(after, recorded, Array.isArray(applied) ? undefined : applied);
      return before;
    });
  };

  const tell = ({ called, outcome }: Attempt, steps: Steps): void => {
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

/** What each message of a batch comes to, by its id. */
type Steps = ReadonlyMap<string, Step>;

const stepsOf = ({ called, outcome, stopped }: Attempt, now: Date): Steps =>
  new Map([
    ...stopped,
    ...called.map((message, index) => [message.id, stepFor(outcome, message, index, now)] as const),
  ]);

const withOutcome = (
  called: readonly Message[],
  outcome: HandOverOutcome | undefined,
  stopped: Stopped = new Map(),
): Attempt | undefined => outcome && { called, outcome, stopped };

/** Of a call for nobody. */
const noCall: HandOverOutcome = { kind: 'answered', results: [] };
