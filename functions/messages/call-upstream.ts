import { checkComplete, noText, noTimeLeft, PostponedError, recordTooBusy } from './call-outcome.ts';
import type { Batch } from './calls.ts';
import type { Reason } from './message.ts';
import type { AskedState, CallMark, Calls, HandOver, HandOverOutcome, Upstream, WithdrawnAs } from './ports.ts';
import { handOverMillis } from './time-budget.ts';

interface Dependencies {
  readonly calls: Calls;
  readonly upstream: Pick<Upstream, 'handOver'>;
  readonly clock: () => Date;
}

export interface Bounds {
  /** A call must end by then; milliseconds since 1970. */
  readonly deadline: number;
  /** What happens to records that turn up after the run has given up the call. */
  readonly lateRecords: WithdrawnAs;
  /** The caller's name, if others may work on the same messages; absent: only the run that claimed them does. */
  readonly by: string | undefined;
}

/** Makes single calls to the upstream. If a call has a number, `Calls` is told first that it begins. */
export const createCallUpstream = ({ calls, upstream, clock }: Dependencies) => {
  /** Never throws: other calls of the request may have been made, so its sender must not see it fail. */
  const begin = async (
    mark: CallMark,
    by: string,
  ): Promise<{ readonly state: AskedState; readonly cause?: unknown }> => {
    try {
      return { state: await calls.begin(mark, by) };
    } catch (cause) {
      return { state: 'unknown', cause };
    }
  };

  /** Whether it is too late for a call to end in time. */
  const isLate = ({ deadline }: Bounds): boolean => clock().getTime() + handOverMillis > deadline;

  /** Gives up a call. @returns whether it is certain that nobody else makes it either */
  const giveUp = async (batch: Batch, { lateRecords, by }: Bounds): Promise<boolean> => {
    const mark = markOf(batch);
    // The write that puts its messages back may fail. Then the sweep learns from this note that they were not sent.
    const state = mark && (await calls.giveUp(mark, lateRecords, by ?? mark.attempt).catch(() => 'unknown' as const));
    return by === undefined || (state !== 'taken' && state !== 'unknown');
  };

  /** Leaves a call to the sweep. @returns `undefined` if somebody else may make it */
  const postpone = async (
    batch: Batch,
    bounds: Bounds,
    why: string,
    reason: Reason,
    cause?: unknown,
  ): Promise<HandOverOutcome | undefined> =>
    (await giveUp(batch, bounds)) ? { kind: 'not_sent', cause: new PostponedError(why, reason, cause) } : undefined;

  const postponeAsLate = (batch: Batch, bounds: Bounds) =>
    postpone(batch, bounds, 'There was no time left for the call.', noTimeLeft);

  /**
   * Makes the call, unless it cannot begin before `until`.
   * @returns `undefined` if somebody else has the messages by now
   */
  const call = async (batch: Batch, until: Date, bounds: Bounds): Promise<HandOverOutcome | undefined> => {
    const [{ text }] = batch;
    if (isLate(bounds)) return postponeAsLate(batch, bounds);
    const mark = markOf(batch);
    if (mark !== undefined) {
      const { state, cause } = await begin(mark, bounds.by ?? mark.attempt);
      if (state === 'fenced' || state === 'given_up' || state === 'taken') return undefined;
      if (state === 'unknown')
        return postpone(batch, bounds, 'The beginning of the call could not be noted.', recordTooBusy, cause);
      if (isLate(bounds)) return postponeAsLate(batch, bounds);
    }
    if (text === undefined) return { kind: 'rejected', reason: noText };
    return checkComplete(await upstream.handOver(callFor(batch, text, until)), batch.length);
  };

  return { isLate, postponeAsLate, giveUp, postpone, call };
};

const markOf = ([{ attempt, call }]: Batch): CallMark | undefined =>
  call === undefined ? undefined : { attempt, call };

const callFor = (batch: Batch, text: string, notAfter: Date): HandOver => {
  const [{ type, sender, scheduledAt }] = batch;
  return {
    to: batch.map(({ to }) => to),
    text,
    type,
    ...(sender !== undefined && { sender }),
    ...(scheduledAt !== undefined && { scheduledAt: new Date(scheduledAt) }),
    notAfter,
  };
};
