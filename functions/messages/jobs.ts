import { chunksOf } from '../runtime/concurrency.ts';
import { batchesOf } from './calls.ts';
import type { HandOverMessages } from './hand-over.ts';
import type { Message } from './message.ts';
import type { HandOverJob, MessageStore } from './ports.ts';
import { inFlightMillis } from './timing.ts';

/**
 * The most calls to the upstream that a request waits for: five at once, at 100 ms each, take half a second. A request
 * that needs more calls is answered as soon as it is recorded, and jobs hand its messages over.
 */
export const directCalls = 25;

/** The calls of one job. One job of a request begins each second, so this is also its rate in calls per second. */
export const callsPerJob = 50;

/** Whether jobs hand over these messages, which must be numbered (see `numbered`). */
export const isForJobs = (messages: readonly Message[]): boolean =>
  new Set(messages.map(({ call }) => call)).size > directCalls;

/**
 * The jobs for the messages of one run. All messages of a call are in one job, because only one caller may make a call.
 */
export const jobsOf = (
  messages: readonly Message[],
  options: Pick<HandOverJob, 'forgetsTaken' | 'lateRecords'>,
): readonly HandOverJob[] =>
  chunksOf(batchesOf(messages), callsPerJob).flatMap((batches) => {
    const [first, ...others] = batches.flat();
    return first === undefined
      ? []
      : [{ attempt: first.attempt, ids: [first, ...others].map(({ id }) => id), ...options }];
  });

interface Dependencies {
  readonly store: Pick<MessageStore, 'find'>;
  readonly handOver: HandOverMessages;
  /** A unique name. */
  readonly newName: () => string;
}

/**
 * Does a job by `deadline`, in milliseconds since 1970. The queue may deliver a job twice, even at the same time, or
 * after a sweep has taken over its messages. So this leaves alone what others have begun or changed. Nobody needs to
 * know how a job ended: after a minute the sweep deals with messages that are still `submitting`.
 * @throws StoreUnavailableError when nothing was done
 */
export type DoJob = (job: HandOverJob, deadline: number) => Promise<void>;

export const createDoJob =
  ({ store, handOver, newName }: Dependencies): DoJob =>
  async ({ attempt, ids, ...options }, deadline) => {
    const claimed = [...(await store.find(ids)).values()].filter(
      (message) => message.status === 'submitting' && message.attempt === attempt && message.call !== undefined,
    );
    // After this time, sweeps consider the claim cut off.
    const claimedUntil = claimed.map(({ updatedAt }) => Date.parse(updatedAt) + inFlightMillis);
    await handOver(claimed, Math.min(deadline, ...claimedUntil), { ...options, by: newName() });
  };
