/** A broken promise of the core. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
}
