import type { Sheet } from '../sheet/row.ts';

/*
 * What a job tells the person who runs it, as plain data. No numbers, and of texts the sample alone: the file is theirs, and
 * the terminal may be somebody else's.
 */

/** Rows that have something in common, of which the first few are named. */
export interface Rows {
  readonly count: number;
  /** The first five at most. */
  readonly first: readonly number[];
}

/** Rows that get no message, for one reason. */
export interface RefusedRows extends Rows {
  readonly code: string;
  /** A sentence, of the first of them. */
  readonly detail: string;
}

/** What a job would do, by the API's dry run: told before anybody is asked, and as JSON with `--json`. */
export interface PlanSummary {
  readonly job: string;
  readonly file: string;
  /** Another job that the file was planned for: whoever gets its message gets this one, too. */
  readonly otherJob?: string;
  readonly sheet: Pick<Sheet, 'columns' | 'encoding' | 'delimiter' | 'toColumn'>;
  /** Rows that are not blank, without the header. */
  readonly rows: number;
  /** Messages that would go out now. */
  readonly sendable: number;
  readonly requests: number;
  /** By how many they are, with those that the sheet's reader refused. `suppressed` is one of the codes. */
  readonly refused: readonly RefusedRows[];
  /** Rows with the number and the text of one before them: that one gets the message. */
  readonly duplicates: Rows;
  /** Of all that is sendable. */
  readonly segments: number;
  /** Texts that do not fit GSM-7, and the characters at fault: up to ten, the most frequent first. */
  readonly ucs2: Rows & { readonly characters: readonly string[] };
  /** Credits that the account would be charged; `available` is absent where it is not metered. */
  readonly credits: { readonly needed: number; readonly available?: number };
  /** The first text that would go out, filled in. */
  readonly sample?: { readonly row: number; readonly text: string; readonly segments: number };
  /** Messages a second. */
  readonly rate: number;
  /** What sending takes at this rate, in seconds. */
  readonly seconds: number;
  /** RFC 3339: the gateway sends then; absent: at once. */
  readonly scheduledAt?: string;
}

/** How far a job is. */
export interface Progress {
  /** Rows of the file that are not blank, without the header; absent: not counted yet. */
  readonly rows?: number;
  /** Rows whose result is known. */
  readonly done: number;
  readonly sent: number;
  /** Refused, or left out as a duplicate. */
  readonly refused: number;
  /** Messages a second, lately. */
  readonly rate: number;
  /** Seconds until all is done at that rate; absent: not known yet. */
  readonly secondsLeft?: number;
  /** Why it is slower than asked for, or waits. */
  readonly held?: string;
}

/** How a run of a job ended. */
export interface JobEnd {
  readonly job: string;
  /**
   * `done`: every row has its result. `was-done`: it had them before this run. `stopped`: the gateway, a limit or the
   * credits ended it, and `reason` says which. `interrupted`: by Ctrl-C.
   */
  readonly outcome: 'done' | 'was-done' | 'stopped' | 'interrupted';
  /** A sentence; of `stopped` alone. */
  readonly reason?: string;
  /** Over all runs of the job. */
  readonly sent: number;
  readonly refused: readonly RefusedRows[];
  readonly duplicates: number;
  /** Rows that have no result yet. */
  readonly left: number;
  readonly resultsFile: string;
}

/** What became of a job's messages, as `--status` has found it. */
export interface StatusSummary {
  readonly job: string;
  /** Messages, by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Of them, those that may still change. */
  readonly open: number;
  /** Rows that got no message. */
  readonly refused: number;
  /** Rows that have no result yet; absent: the plan, which knows, is not there. */
  readonly left?: number;
  /** The API, or a limit, ended it: of those that could not be asked about, some can later. */
  readonly isStopped: boolean;
  /** Messages that could not be asked about, and why. */
  readonly unknown?: { readonly count: number; readonly reason: string };
  readonly resultsFile: string;
}
