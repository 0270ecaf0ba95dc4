/**
 * What is to be run: everything follows from the seed. The lists tell which of its steps and troubles are kept; absent:
 * all. So a run can be told again without what did not matter.
 */
export interface Scenario {
  readonly seed: number;
  readonly steps?: ReadonlySet<number>;
  /** By the names of the calls they befall: see `Process`. */
  readonly troubles?: ReadonlySet<string>;
  /** Lists of recipients are cut to so many. */
  readonly mostRecipients?: number;
}
