import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { simulateMessages } from '../../simulation/messages-run.ts';
import { failure } from '../../simulation/report.ts';
import type { Result } from '../../simulation/result.ts';
import { simulate } from '../../simulation/run.ts';
import { sabotaged, sabotages } from '../../simulation/sabotages.ts';
import type { Scenario } from '../../simulation/scenario.ts';
import { shrink } from '../../simulation/shrink.ts';

const seeds = Array.from({ length: 32 }, (_, index) => index + 1);

test('invariants 1 to 6, 8, 9, 15, 16 and 19: whatever happens to whichever process, in whatever order', async () => {
  for (const seed of seeds) {
    const result = await simulate({ seed });
    if (result.violation === undefined) continue;
    const smallest = await shrink(result);
    throw new Error(failure(smallest, await simulate(smallest, true)));
  }
});

test('a seed always gives the same run, and another seed another run', async () => {
  const first = await simulate({ seed: 7 });
  const again = await simulate({ seed: 7 });
  const other = await simulate({ seed: 8 });

  expect(again).toEqual(first);
  expect(other.hash).not.toBe(first.hash);
});

test('its steps and troubles reproduce a run', async () => {
  const whole = await simulate({ seed: 9 });

  const told = await simulate({
    seed: 9,
    steps: new Set(whole.steps),
    troubles: new Set(whole.troubles.map(({ call }) => call)),
  });

  expect(whole.troubles.length).toBeGreaterThan(0);
  expect(told.hash).toBe(whole.hash);
});

/** As if it were a mistake of the core that a process dies once it has made a record. */
const simulateStrictly = async (scenario: Scenario): Promise<Result> => {
  const result = await simulateMessages(scenario);
  const isBroken = result.met.has('death after insert');
  return isBroken ? { ...result, violation: { invariant: 'nobody dies', detail: 'somebody died' } } : result;
};

test('a failing run is reduced as far as possible', async () => {
  let seed = 1;
  for (; (await simulateStrictly({ seed })).violation === undefined; seed += 1);
  const failed = await simulateStrictly({ seed });
  expect(failed.steps.length).toBeGreaterThan(10);

  const smallest = await shrink(failed, simulateStrictly);

  expect(smallest.steps.size).toBe(1);
  expect(smallest.troubles.size).toBe(1);
  expect((await simulateStrictly(smallest)).violation).toBeDefined();
});

test.each(sabotages)('the simulation can be tried on a core in which $name', async (sabotage) => {
  const source = await readFile(fileURLToPath(new URL(`../../../${sabotage.file}`, import.meta.url)), 'utf8');

  expect(sabotaged(source, sabotage)).not.toBe(source);
});
