import type { Sheet } from '../sheet/row.ts';

/*
 * What a job reports, as plain data: shown to people, and printed with `--json`. It has no phone numbers, and no texts but
 * one sample: a log may be read by others.
 */

/** Rows that have something in common. */
export interface Rows {
  readonly count: number;
  /** The numbers of the first five. */
  readonly first: readonly number[];
}

/** Rows that get no message, all for the same reason. */
export interface RejectedRows extends Rows {
  readonly code: string;
  /** A sentence about the first of them. */
  readonly detail: string;
}

/** What a job would do, according to the dry run. */
export interface PlanSummary {
  readonly job: string;
  readonly file: string;
  /** An earlier job of the same file. Its recipients get this job's message as well. */
  readonly otherJob?: string;
  readonly sheet: Pick<Sheet, 'columns' | 'encoding' | 'delimiter' | 'toColumn'>;
  /** Rows that are not blank, without the header. */
  readonly rows: number;
  /** Messages that would be sent. */
  readonly sendable: number;
  readonly requests: number;
  /** The most frequent reason first. It includes rows that were rejected without asking the API. */
  readonly rejected: readonly RejectedRows[];
  /** Rows with the same number and text as an earlier one, which gets the message. */
  readonly duplicates: Rows;
  /** Of all messages that would be sent. */
  readonly segments: number;
  /** Texts that do not fit GSM-7, and up to ten characters that do not, the most frequent first. */
  readonly ucs2: Rows & { readonly characters: readonly string[] };
  /** `available` is absent if the account is not metered, or the key may not ask. */
  readonly credits: { readonly needed: number; readonly available?: number };
  /** The first text that would be sent, filled in. */
  readonly sample?: { readonly row: number; readonly text: string; readonly segments: number };
  /** Messages a second. */
  readonly rate: number;
  /** How many seconds sending takes at this rate. */
  readonly seconds: number;
  /** RFC 3339; absent: at once. */
  readonly scheduledAt?: string;
}

/** How far a job is. */
export interface Progress {
  /** Rows that are not blank, without the header; absent if they are not counted yet. */
  readonly rows?: number;
  /** Rows with a known result. */
  readonly done: number;
  readonly sent: number;
  /** Rejected rows, and duplicates. */
  readonly withoutMessage: number;
  /** Messages a second, in the last minute. */
  readonly rate: number;
  /** At this rate; absent if it is not known yet. */
  readonly secondsLeft?: number;
  /** Why it waits, or is slower than asked for. */
  readonly held?: string;
}

/** How a run of a job ended. */
export interface JobEnd {
  readonly job: string;
  /**
   * `done`: every row has a result. `was-done`: it had before this run. `stopped`: textgate, a limit or the credits ended it,
   * and `reason` says which. `interrupted`: by Ctrl-C.
   */
  readonly outcome: 'done' | 'was-done' | 'stopped' | 'interrupted';
  /** A sentence; only if it was stopped. */
  readonly reason?: string;
  /** In all runs of the job. */
  readonly sent: number;
  readonly rejected: readonly RejectedRows[];
  readonly duplicates: number;
  /** Rows that have no result yet. */
  readonly left: number;
  readonly resultsFile: string;
}

/** What `--status` found out. */
export interface StatusSummary {
  readonly job: string;
  /** How many messages have each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many of them may still change. */
  readonly open: number;
  /** Rejected rows, and duplicates. */
  readonly withoutMessage: number;
  /** Rows without a result; absent if the plan is missing. */
  readonly left?: number;
  /** textgate or a limit ended it: more can be found out later. */
  readonly isStopped: boolean;
  /** Messages with a status that could not be found out, and why. */
  readonly unknown?: { readonly count: number; readonly reason: string };
  readonly resultsFile: string;
}
