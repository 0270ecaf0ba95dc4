import type { Row } from '../row.ts';

/** Rows that belong together. The benchmark prints them, and the README shows them as a table. */
export interface Section {
  readonly title: string;
  /** The meaning of the rows, without figures. */
  readonly text: string;
  /** The README's column headings for the rows' `what`, `figure` and `reference`. */
  readonly heads: readonly [what: string, figure: string, reference: string];
  readonly rows: readonly Row[];
}
