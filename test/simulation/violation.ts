/** A promise of the core that was not kept. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}
