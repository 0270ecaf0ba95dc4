import { parseArgs } from 'node:util';
import { runSeeds } from './pool.ts';
import { add, emptySum, failure, neverMet, summary } from './report.ts';
import { simulate } from './run.ts';
import { sabotageAll } from './sabotage.ts';
import type { Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';

const usage = `npm run simulate -- [--seeds N | --minutes M] [--from SEED]   many seeds, on all cores
npm run simulate -- --seed S [--steps 1,2] [--troubles 1a.0 | none] [--most-recipients N]   one run
npm run simulate -- --sabotage   shows that deliberate faults are found
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    minutes: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    steps: { type: 'string' },
    troubles: { type: 'string' },
    'most-recipients': { type: 'string' },
    sabotage: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

const seconds = (since: number): number => (performance.now() - since) / 1_000;

/** Runs a scenario, and tells what happened; one from which nothing was left out yet is made as small as it can be. */
const runOne = async (scenario: Scenario): Promise<boolean> => {
  const result = await simulate(scenario, true);
  if (result.violation === undefined) {
    console.log(result.lines.join('\n'));
    console.log(`seed ${scenario.seed}: all promises were kept (trace ${result.hash})`);
    return true;
  }
  const isWhole = scenario.steps === undefined && scenario.troubles === undefined;
  const smallest = isWhole ? await shrink(result) : scenario;
  console.log(failure(smallest, await simulate(smallest, true)));
  return false;
};

const runMany = async (): Promise<boolean> => {
  const begun = performance.now();
  const most = values.minutes === undefined ? Number(values.seeds ?? 200) : Number.POSITIVE_INFINITY;
  const minutes = Number(values.minutes ?? Number.POSITIVE_INFINITY);
  const sum = emptySum();
  let given = 0;
  const isEnough = () => {
    given += 1;
    return given > most || seconds(begun) > minutes * 60 || sum.failed.length > 0;
  };
  await runSeeds(Number(values.from), isEnough, (result) => add(sum, result));
  console.log(summary(sum, seconds(begun)));
  const missing = sum.failed.length > 0 ? [] : neverMet(sum);
  for (const name of missing) console.log(`never met: ${name}`);
  const [seed] = sum.failed.toSorted((a, b) => a - b);
  if (seed !== undefined) await runOne({ seed });
  return seed === undefined && missing.length === 0;
};

const listOf = (text: string): string[] => text.split(',').filter((part) => part !== '' && part !== 'none');

const scenarioOf = (seed: string): Scenario => ({
  seed: Number(seed),
  ...(values.steps !== undefined && { steps: new Set(listOf(values.steps).map(Number)) }),
  ...(values.troubles !== undefined && { troubles: new Set(listOf(values.troubles)) }),
  ...(values['most-recipients'] !== undefined && { mostRecipients: Number(values['most-recipients']) }),
});

const run = (): Promise<boolean> => {
  if (values.sabotage) return sabotageAll();
  return values.seed === undefined ? runMany() : runOne(scenarioOf(values.seed));
};

if (values.help) console.log(usage);
else if (!(await run())) process.exitCode = 1;
