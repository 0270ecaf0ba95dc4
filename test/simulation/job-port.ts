import type { PutJobs } from '../../functions/messages/ports.ts';
import { storeMillis } from '../../functions/messages/time-budget.ts';
import type { Outside } from './outside.ts';
import type { Process } from './process.ts';
import type { QueueFault } from './queue.ts';

/** The queue of jobs as one process sees it. It never says that it refused jobs. */
export const jobPort = (process: Process, { queue }: Outside): PutJobs => {
  let puts = 0;
  return (jobs) => {
    puts += 1;
    const name = `${process.name}-${puts}`;
    return process.call({
      name: 'putJobs',
      size: jobs.length,
      carryOut: async (fault, isHalf) => {
        const given = isHalf ? jobs.slice(0, Math.floor(jobs.length / 2)) : jobs;
        const way = queueFaults.find((known) => known === fault);
        if (fault !== 'unavailable')
          for (const [index, job] of given.entries()) queue.put(`${name}j${index}`, job, index, way);
        return { millis: fault === 'unavailable' || fault === 'lost' ? storeMillis : 0, answer: () => {} };
      },
    });
  };
};

const queueFaults: readonly QueueFault[] = ['late', 'twice', 'again'];
