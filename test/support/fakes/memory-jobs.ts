import type { HandOverJob, PutJobs } from '../../../functions/messages/ports.ts';

export interface MemoryJobs {
  readonly putJobs: PutJobs;
  /** Jobs that were queued and not taken yet, in order. */
  readonly waiting: readonly HandOverJob[];
  readonly take: () => readonly HandOverJob[];
}

/** A queue of jobs in memory. They wait until a test runs them. */
export const memoryJobs = (): MemoryJobs => {
  const waiting: HandOverJob[] = [];
  return {
    waiting,
    putJobs: async (jobs) => {
      waiting.push(...jobs);
    },
    take: () => waiting.splice(0),
  };
};
