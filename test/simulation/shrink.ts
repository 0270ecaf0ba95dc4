import type { Result } from './result.ts';
import { simulate } from './run.ts';
import type { Scenario } from './scenario.ts';

type Simulate = (scenario: Scenario) => Promise<Result>;

/** A scenario whose lists are known. */
interface Told extends Scenario {
  readonly steps: ReadonlySet<number>;
  readonly troubles: ReadonlySet<string>;
}

const everybody = Number.POSITIVE_INFINITY;
/** One recipient, few, and one more than each further call of the upstream takes. */
const sizes = [1, 2, 3, 5, 101, 201] as const;

/** As few steps, troubles and recipients as still break the same promise. */
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

/** What a run did not come to, it does not need. */
const happened = (scenario: Scenario, { steps, troubles }: Result): Told => ({
  ...scenario,
  steps: new Set(steps),
  troubles: new Set(troubles.map(({ call }) => call)),
});

const sizeOf = ({ steps, troubles, mostRecipients = 1_000 }: Told): number =>
  steps.size + troubles.size + mostRecipients;

/** Tries to do without ever smaller parts of a list. */
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
