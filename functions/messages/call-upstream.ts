import { complete, noText, noTimeLeft, PostponedError, recordTooBusy } from './call-outcome.ts';
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
  /** When a call must have ended, in milliseconds since 1970. */
  readonly deadline: number;
  /** What becomes of its records that turn up later. */
  readonly lateRecords: WithdrawnAs;
  /** Who makes it, where another may be at the same messages; absent: the run that claimed them. */
  readonly by: string | undefined;
}

/** One call to the upstream. Where it has a number, it is noted first that it begins. */
export const createCallUpstream = ({ calls, upstream, clock }: Dependencies) => {
  /** Whatever is wrong with the store: other calls may have been made, and the caller must not take it for a failed send. */
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

  /** Whether a call could not end in time any more. */
  const isLate = ({ deadline }: Bounds): boolean => clock().getTime() + handOverMillis > deadline;

  /** The call is not made. Whether it is certain that no other makes it either. */
  const leave = async (batch: Batch, { lateRecords, by }: Bounds): Promise<boolean> => {
    const mark = markOf(batch);
    // Should it not be recorded that its messages wait, no sweep must wonder whether they have been sent.
    const state = mark && (await calls.giveUp(mark, lateRecords, by ?? mark.attempt).catch(() => 'unknown' as const));
    return by === undefined || (state !== 'taken' && state !== 'unknown');
  };

  /** The call is not made, for now. `undefined`: another may make it. */
  const postpone = async (
    batch: Batch,
    bounds: Bounds,
    why: string,
    reason: Reason,
    cause?: unknown,
  ): Promise<HandOverOutcome | undefined> =>
    (await leave(batch, bounds)) ? { kind: 'not_sent', cause: new PostponedError(why, reason, cause) } : undefined;

  const noTime = (batch: Batch, bounds: Bounds) =>
    postpone(batch, bounds, 'There was no time left for the call.', noTimeLeft);

  /** No call begins from `until` on. `undefined`: the messages are another's by now. */
  const call = async (batch: Batch, until: Date, bounds: Bounds): Promise<HandOverOutcome | undefined> => {
    const [{ text }] = batch;
    if (isLate(bounds)) return noTime(batch, bounds);
    const mark = markOf(batch);
    if (mark !== undefined) {
      const { state, cause } = await begin(mark, bounds.by ?? mark.attempt);
      if (state === 'fenced' || state === 'given_up' || state === 'taken') return undefined;
      if (state === 'unknown')
        return postpone(batch, bounds, 'That the call begins could not be noted.', recordTooBusy, cause);
      if (isLate(bounds)) return noTime(batch, bounds);
    }
    if (text === undefined) return { kind: 'rejected', reason: noText };
    return complete(await upstream.handOver(callFor(batch, text, until)), batch.length);
  };

  return { isLate, noTime, leave, postpone, call };
};

/** The number of the batch's call, if it has one. */
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
