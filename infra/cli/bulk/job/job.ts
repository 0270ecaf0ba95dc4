import type { Sheet } from '../sheet/row.ts';
import type { Content } from './content.ts';
import type { JobEnd, PlanSummary, Progress } from './report.ts';

/** A file, and what is to be sent to it: the same name with anything else in it is another job, and refused. */
export interface Job {
  readonly name: string;
  /** Beside it stand its plan and its results. */
  readonly file: string;
  readonly sheet: Sheet;
  readonly content: Content;
  /** Recipients of a request, at most: up to 1,000. */
  readonly requestSize: number;
  /** Who sends: going on under another account would send twice. */
  readonly sender: { readonly apiKey: string };
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
  /**
   * Of a new job: asks for a dry run of every row. Until `run`, nothing counts of what it has written down.
   * @throws {JobError} where nothing could be sent so; {StoppedError} where the API or a person has ended it
   */
  plan(options: RunOptions): Promise<PlanSummary>;
  /** How far it is. */
  progress(): Progress;
  /** Sends what has no result yet. A new job needs its `plan` before. */
  run(options: RunOptions): Promise<JobEnd>;
  close(): Promise<void>;
}
