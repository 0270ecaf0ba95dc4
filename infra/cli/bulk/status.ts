import type { Ports } from './ports.ts';
import type { StatusSummary } from './report.ts';

/**
 * Asks what became of the messages that may still change, and puts it into the results of the job.
 * @throws {JobError} where there are no results, or they are not as they were written
 */
export const updateStatus = async (
  job: { readonly name: string; readonly file: string },
  _ports: Ports,
): Promise<StatusSummary> => {
  throw new Error(`${job.name} has no results yet.`);
};
