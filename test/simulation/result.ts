import type { MetTrouble } from './surroundings.ts';
import type { Violation } from './violation.ts';

/** What a run came to. */
export interface Result {
  readonly seed: number;
  readonly violation: Violation | undefined;
  /** Of all that happened, in order: two runs with the same are the same. */
  readonly hash: string;
  readonly simulatedMillis: number;
  readonly messages: number;
  readonly deliveries: number;
  /** How often each kind of trouble was met, and each thing worth counting. */
  readonly met: ReadonlyMap<string, number>;
  /** The steps and troubles that happened. */
  readonly steps: readonly number[];
  readonly troubles: readonly MetTrouble[];
  /** What happened, a line each; only where it was asked for. */
  readonly lines: readonly string[];
}
