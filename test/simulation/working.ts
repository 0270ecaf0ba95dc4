import { StoreUnavailableError } from '../../functions/messages/errors.ts';
import { functionMillis } from '../../functions/messages/time-budget.ts';
import type { World } from './world.ts';

/** Does jobs. Each delivery of a job gets its own process. */
export const working = ({ outside, truth, trace, count, begin }: World): void => {
  outside.queue.to.deliver = (name, job, isDone) =>
    begin(name, {
      millis: functionMillis,
      isAwaited: false,
      run: (service, process) => {
        truth.facts.helps(process, job.ids);
        return service.doJob(job, process.deadline(functionMillis));
      },
      answered: () => {
        trace(`${name} is done`);
        count('job done');
        isDone();
      },
      failed: (error) => {
        trace(`${name} fails: ${error.name}`);
        if (!(error instanceof StoreUnavailableError)) truth.unexpected(error);
      },
    });
};
