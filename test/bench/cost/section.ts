import type { Row } from '../row.ts';

/** Rows that belong together: the bench prints them, and the README shows them as a table. */
export interface Section {
  readonly title: string;
  /** What the rows mean, without figures. */
  readonly text: string;
  /** The README's heads for the rows' `what`, `figure` and `reference`. */
  readonly heads: readonly [what: string, figure: string, reference: string];
  readonly rows: readonly Row[];
}
