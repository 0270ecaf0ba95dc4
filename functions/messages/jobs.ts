import { chunksOf } from '../runtime/concurrency.ts';
import { batchesOf } from './calls.ts';
import type { HandOverMessages } from './hand-over.ts';
import type { Message } from './message.ts';
import type { HandOverJob, MessageStore } from './ports.ts';
import { inFlightMillis } from './timing.ts';

/**
 * The most calls to the upstream that a request waits for: at five at once, and 100 ms each, half a second. A request that
 * needs more is answered once it is recorded, and jobs hand its messages over.
 */
export const directCalls = 25;

/** The calls of one job. A job begins each second: so this is the rate, in calls a second, of each such request. */
export const callsPerJob = 50;

/** Whether a request with these messages, which are numbered, is answered before they are handed over. */
export const isForJobs = (messages: readonly Message[]): boolean =>
  new Set(messages.map(({ call }) => call)).size > directCalls;

/** The jobs for messages of one run. A call's messages are in one job: only who begins a call may hand over any of them. */
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
  /** A name that nobody else has. */
  readonly newName: () => string;
}

/**
 * Does a job, by `deadline` in milliseconds since 1970. The same job may come twice, also at the same time, or when a sweep
 * has taken its messages: what another has begun, or changed, is left alone. So nobody needs to know how it ended: what is
 * still `submitting` after a minute is the sweeps'.
 * @throws StoreUnavailableError when nothing was done
 */
export type DoJob = (job: HandOverJob, deadline: number) => Promise<void>;

export const createDoJob =
  ({ store, handOver, newName }: Dependencies): DoJob =>
  async ({ attempt, ids, ...options }, deadline) => {
    const claimed = [...(await store.find(ids)).values()].filter(
      (message) => message.status === 'submitting' && message.attempt === attempt && message.call !== undefined,
    );
    // Sweeps take a claim for cut off after this time.
    const claimedUntil = claimed.map(({ updatedAt }) => Date.parse(updatedAt) + inFlightMillis);
    await handOver(claimed, Math.min(deadline, ...claimedUntil), { ...options, by: newName() });
  };
