import type { Result } from './result.ts';
import type { Scenario } from './scenario.ts';
import { inWords, scriptOf } from './script.ts';
import { allTroubles } from './troubles.ts';
import { scriptOf as scriptOfWebhooks } from './webhooks/script.ts';

/** This many seeds meet every kind of trouble. If they do not, something is wrong with the simulation. */
const seedsToMeetAll = 500;
const linesShown = 60;

/** Totals of many runs. */
export interface Sum {
  seeds: number;
  messages: number;
  deliveries: number;
  simulatedMillis: number;
  readonly met: Map<string, number>;
  /** The seeds of runs that broke a promise. */
  readonly failed: number[];
}

export const emptySum = (): Sum => ({
  seeds: 0,
  messages: 0,
  deliveries: 0,
  simulatedMillis: 0,
  met: new Map(),
  failed: [],
});

export const add = (
  sum: Sum,
  result: Pick<Result, 'seed' | 'messages' | 'deliveries' | 'simulatedMillis' | 'met' | 'violation'>,
): void => {
  sum.seeds += 1;
  sum.messages += result.messages;
  sum.deliveries += result.deliveries;
  sum.simulatedMillis += result.simulatedMillis;
  for (const [name, count] of result.met) sum.met.set(name, (sum.met.get(name) ?? 0) + count);
  if (result.violation !== undefined) sum.failed.push(result.seed);
};

/** Kinds of trouble that so many runs should have met, but did not. */
export const neverMet = ({ seeds, met }: Sum): readonly string[] =>
  seeds < seedsToMeetAll ? [] : allTroubles().filter((name) => !met.has(name));

export const summary = (sum: Sum, seconds: number): string => {
  const hours = Math.round(sum.simulatedMillis / 3_600_000);
  const perSecond = Math.round((sum.messages + sum.deliveries) / seconds);
  const counts = [...sum.met].sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(0, ...counts.map(([name]) => name.length));
  return [
    ...counts.map(([name, count]) => `${name.padEnd(width)} ${String(count).padStart(9)}`),
    '',
    `${sum.seeds} seeds, ${hours} simulated hours, ${sum.messages} messages and ${sum.deliveries} deliveries in ${seconds.toFixed(1)} s: ${perSecond} a second`,
  ].join('\n');
};

/** A run that broke a promise, with the command that repeats it. */
export const failure = (scenario: Scenario, { violation, steps, troubles, lines }: Result): string => {
  const kept = new Set(steps);
  const script = [...scriptOf(scenario.seed), ...scriptOfWebhooks(scenario.seed)].filter(({ id }) => kept.has(id));
  return [
    `seed ${scenario.seed}: not kept: ${violation?.invariant}`,
    `  ${violation?.detail}`,
    '',
    'steps:',
    ...script.map((step) => `  ${inWords(step)}`),
    'troubles, by call:',
    ...troubles.map(({ call, trouble }) => `  ${call.padEnd(8)} ${trouble}`),
    '',
    `what happened in the end, in milliseconds since the beginning:`,
    ...lines.slice(-linesShown).map((line) => `  ${line}`),
    '',
    `npm run simulate -- ${argumentsFor(scenario)}`,
  ].join('\n');
};

export const argumentsFor = ({ seed, steps, troubles, mostRecipients }: Scenario): string =>
  [
    `--seed ${seed}`,
    ...(steps === undefined ? [] : [`--steps ${[...steps].join(',')}`]),
    ...(troubles === undefined ? [] : [`--troubles ${[...troubles].join(',') || 'none'}`]),
    ...(mostRecipients === undefined ? [] : [`--most-recipients ${mostRecipients}`]),
  ].join(' ');
