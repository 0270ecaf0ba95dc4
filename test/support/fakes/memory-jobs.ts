import type { HandOverJob, PutJobs } from '../../../functions/messages/ports.ts';

export interface MemoryJobs {
  readonly putJobs: PutJobs;
  /** Those that were put off and not taken yet, in order. */
  readonly waiting: readonly HandOverJob[];
  /** Takes all of them. */
  readonly take: () => readonly HandOverJob[];
}

/** Jobs that wait in memory until a test does them. */
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
