/**
 * What to run. Everything follows from the seed. The lists say which of its steps and troubles to keep; absent: all. So
 * a run can be repeated without what did not matter.
 */
export interface Scenario {
  readonly seed: number;
  readonly steps?: ReadonlySet<number>;
  /** The names of the calls that the troubles befall: see `Process`. */
  readonly troubles?: ReadonlySet<string>;
  /** Lists of recipients are cut to this length. */
  readonly mostRecipients?: number;
}
