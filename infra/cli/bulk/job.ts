import type { Content } from './content.ts';
import type { Ports } from './ports.ts';
import type { JobEnd, PlanSummary, Progress } from './report.ts';
import type { Sheet } from './row.ts';

/** A file, what is to be sent of it, and to whom it counts: the same name with anything else in it is another job, and refused. */
export interface Job {
  readonly name: string;
  /** Beside it stand its plan and its results. */
  readonly file: string;
  readonly sheet: Sheet;
  /** What each request says beside its recipients. */
  readonly content: Content;
  /** Recipients of a request, at most: up to 1,000. */
  readonly requestSize: number;
  /** Who sends: going on under another account would send twice. */
  readonly sender: { readonly url: string; readonly apiKey: string };
}

export interface RunOptions {
  /** Messages a second. */
  readonly rate: number;
  /** Once aborted nothing more is begun, and what is under way is waited for. */
  readonly stop: AbortSignal;
  readonly tell: (progress: Progress) => void;
}

/** A job that nobody else has in hand until it is closed. */
export interface OpenJob {
  /** `new`: no plan is written down; `begun`: going on sends the rest; `done`: every row has its result. */
  readonly state: 'new' | 'begun' | 'done';
  readonly planFile: string;
  readonly resultsFile: string;
  /**
   * Of a new job: asks for a dry run of every row. Nothing is written down that counts before `run`.
   * @throws {JobError} where nothing could be sent so, {StoppedError} where the API or the caller stops it
   */
  plan(options: RunOptions): Promise<PlanSummary>;
  /** How far it is. */
  progress(): Progress;
  /** Sends what has no result yet. A new job needs its `plan` before. */
  run(options: RunOptions): Promise<JobEnd>;
  close(): Promise<void>;
}

/**
 * Takes a job in hand.
 * @throws {JobError} where another process has it, or file, options, plan and results do not fit together
 */
export const openJob = async (job: Job, _ports: Ports): Promise<OpenJob> => {
  throw new Error(`${job.name} cannot be sent yet.`);
};
