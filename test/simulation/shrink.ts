import type { Result } from './result.ts';
import { simulate } from './run.ts';
import type { Scenario } from './scenario.ts';

type Simulate = (scenario: Scenario) => Promise<Result>;

/** A scenario with all its lists. */
interface Told extends Scenario {
  readonly steps: ReadonlySet<number>;
  readonly troubles: ReadonlySet<string>;
}

const everybody = Number.POSITIVE_INFINITY;
/** One recipient, a few, and one more than one or two calls of the upstream take. */
const sizes = [1, 2, 3, 5, 101, 201] as const;

/** The fewest steps, troubles and recipients that still break the same promise. */
export const shrink = async (failed: Result, run: Simulate = simulate): Promise<Told> => {
  let best = happened({ seed: failed.seed }, failed);

  const stillFails = async (scenario: Scenario): Promise<boolean> => {
    const result = await run(scenario);
    if (result.violation?.invariant !== failed.violation?.invariant) return false;
    best = happened(scenario, result);
    return true;
  };

  for (let size = everybody; size > sizeOf(best); ) {
    size = sizeOf(best);
    for (const mostRecipients of sizes) {
      if (mostRecipients >= (best.mostRecipients ?? everybody)) break;
      if (await stillFails({ ...best, mostRecipients })) break;
    }
    await dropAll(best.steps, (kept) => stillFails({ ...best, steps: kept }));
    await dropAll(best.troubles, (kept) => stillFails({ ...best, troubles: kept }));
  }
  return best;
};

/** Drops what the run did not reach. */
const happened = (scenario: Scenario, { steps, troubles }: Result): Told => ({
  ...scenario,
  steps: new Set(steps),
  troubles: new Set(troubles.map(({ call }) => call)),
});

const sizeOf = ({ steps, troubles, mostRecipients = 1_000 }: Told): number =>
  steps.size + troubles.size + mostRecipients;

/** Tries to drop ever smaller parts of a list. */
const dropAll = async <T>(all: ReadonlySet<T>, suffices: (kept: ReadonlySet<T>) => Promise<boolean>): Promise<void> => {
  let kept = [...all];
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length; ) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await suffices(new Set(rest))) kept = rest;
      else from += size;
    }
  }
};
