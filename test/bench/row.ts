/** A result of a benchmark, beside its reference from the same run. */
export interface Row {
  readonly what: string;
  /** With its unit. */
  readonly figure: string;
  /** With its unit, and what it was measured on. */
  readonly reference: string;
  /** The ratio of the figure and the reference. Above 1 the figure is worse. */
  readonly ratio?: number;
  /** Absent, with `met`: the row only reports. */
  readonly aim?: string;
  readonly met?: boolean;
}

/** A row without a bound. */
export const told = (what: string, figure: string, reference: string): Row => ({ what, figure, reference });

/** Stops everything that it has started in any case. If it is aborted, it ends early with the signal's reason. */
export type Bench = (signal: AbortSignal) => Promise<readonly Row[]>;
