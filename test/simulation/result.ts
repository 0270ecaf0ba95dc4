import type { MetTrouble } from './surroundings.ts';
import type { Violation } from './violation.ts';

/** The result of a run. */
export interface Result {
  readonly seed: number;
  readonly violation: Violation | undefined;
  /** A hash of all that happened, in order. Runs with the same hash were identical. */
  readonly hash: string;
  readonly simulatedMillis: number;
  readonly messages: number;
  readonly deliveries: number;
  /** How often each kind of trouble was met, and other events worth counting. */
  readonly met: ReadonlyMap<string, number>;
  /** The steps and troubles that happened. */
  readonly steps: readonly number[];
  readonly troubles: readonly MetTrouble[];
  /** What happened, one event a line, if it was asked for. */
  readonly lines: readonly string[];
}
