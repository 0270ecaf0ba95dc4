import type { Sheet } from '../sheet/row.ts';
import type { Content } from './content.ts';
import type { JobEnd, PlanSummary, Progress } from './report.ts';

/** What to send to whom. A job of the same name with any other content is rejected. */
export interface Job {
  readonly name: string;
  /** Path of the CSV file. Plan and results are put beside it. */
  readonly file: string;
  readonly sheet: Sheet;
  readonly content: Content;
  /** The most recipients of a request: up to 1,000. */
  readonly requestSize: number;
  /** Continuing under another account would send everything twice. */
  readonly sender: { readonly apiKey: string };
}

export interface RunOptions {
  /** The most messages a second. */
  readonly rate: number;
  /** Once it is aborted, no request is begun, and those under way are waited for. */
  readonly stop: AbortSignal;
  readonly tell: (progress: Progress) => void;
}

/** A job that is locked against other processes until it is closed. */
export interface OpenJob {
  /** `new`: there is no plan; `begun`: some rows have no result; `done`: all rows have one. */
  readonly state: 'new' | 'begun' | 'done';
  /**
   * Plans a new job, with a dry run of every row. The plan only counts once `run` is called.
   * @throws {JobError} if nothing could be sent; {StoppedError} if the API or a person ended it
   */
  plan(options: RunOptions): Promise<PlanSummary>;
  progress(): Progress;
  /** Sends to the rows without a result. A new job must be planned before. */
  run(options: RunOptions): Promise<JobEnd>;
  close(): Promise<void>;
}
