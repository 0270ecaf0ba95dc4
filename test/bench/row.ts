/** What a bench found, beside its reference in the same run. */
export interface Row {
  readonly what: string;
  /** With its unit. */
  readonly figure: string;
  /** With its unit, and what it is of. */
  readonly reference: string;
  /** How many times the reference the figure is, or the other way round where more is better. */
  readonly ratio?: number;
  /** Absent, with `met`: only reported. */
  readonly aim?: string;
  readonly met?: boolean;
}

/** A row that only reports. */
export const told = (what: string, figure: string, reference: string): Row => ({ what, figure, reference });

/** Ends early, with the signal's reason, when it is aborted; stops all that it has started in any case. */
export type Bench = (signal: AbortSignal) => Promise<readonly Row[]>;
