import { parseArgs } from 'node:util';
import { runSeeds } from './pool.ts';
import { add, emptySum, failure, neverMet, summary } from './report.ts';
import { simulate } from './run.ts';
import { sabotageAll } from './sabotage.ts';
import type { Scenario } from './scenario.ts';
import { shrink } from './shrink.ts';

const usage = `Tries the core in a simulated world: processes die, stand still and get in each other's way, the store and the upstream
fail. A seed decides all of it.

npm run simulate -- [--seeds 200 | --minutes 5] [--from 1]   many seeds, on all cores; 200 unless said otherwise
npm run simulate -- --seed 32                                one seed: what happened, or the few steps that break a promise
npm run simulate -- --sabotage                               shows how soon deliberate faults in the core are found

A failure is told by its steps (what was asked for, and when) and its troubles (what befell which call: 12a.3 is the fourth call
of the first process of step 12), and ends with the command that repeats it. --steps, --troubles and --most-recipients are for
that command. test/simulation/README.md says more.
`;

const refuse = (problem: string): never => {
  console.error(`${problem} See npm run simulate -- --help.`);
  return process.exit(2);
};

const readArguments = () => {
  try {
    return parseArgs({
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
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

const values = readArguments();

for (const name of ['seeds', 'minutes', 'from', 'seed', 'most-recipients'] as const) {
  const value = values[name];
  if (value !== undefined && !/^\d+(\.\d+)?$/.test(value)) refuse(`--${name} takes a number, and not "${value}".`);
}

const seconds = (since: number): number => (performance.now() - since) / 1_000;

/** Runs a scenario and prints what happened. If it fails and is still whole, makes it as small as possible. */
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
  if (sum.failed.length === 0) console.log(summary(sum, seconds(begun)));
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
