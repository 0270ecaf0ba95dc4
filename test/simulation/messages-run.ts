import { now as start } from '../support/model/messages.ts';
import { diceFor } from './dice.ts';
import { listing } from './listing.ts';
import { looking } from './looking.ts';
import { previewing } from './previewing.ts';
import type { Result } from './result.ts';
import type { Scenario } from './scenario.ts';
import { type Step, scriptOf } from './script.ts';
import { type SendStep, sending } from './sending.ts';
import { firstCredits, prepaid } from './settings.ts';
import { everyWindow, hour, minute } from './timing.ts';
import { working } from './working.ts';
import { aWorld } from './world.ts';

/** Runs the part of a scenario that concerns messages, to its end or to the first broken promise. */
export const simulateMessages = async (scenario: Scenario, keepsLines = false): Promise<Result> => {
  const { seed } = scenario;
  const world = aWorld(scenario, keepsLines);
  const { engine, truth, state, outside } = world;
  const send = sending(world);
  const look = looking(world);
  const list = listing(world);
  const preview = previewing(world);
  working(world);
  const steps: number[] = [];
  const isOver = () => truth.violation() !== undefined;
  truth.addCredits(prepaid, firstCredits);

  const carryOut = (step: Step): void => {
    steps.push(step.id);
    world.trace(`step ${step.id} ${step.kind}`);
    switch (step.kind) {
      case 'send':
        soon(step, (name) => send(name, step));
        break;
      case 'sweep':
        soon(step, (name) => look.sweep(name, step.interval, step.handsOver));
        break;
      case 'cancel':
      case 'refresh':
        soon(step, (name) => look.messagesOf(name, step.kind, step.request));
        break;
      case 'suppress':
      case 'unsuppress':
        soon(step, (name) => list[step.kind](name, step));
        break;
      case 'dryRun':
        soon(step, (name) => preview(name, step));
        break;
      case 'followUp':
        look.followUp(nameOf(step, 0));
        break;
      case 'settings':
        state.settings = step.settings;
        break;
      case 'credits':
        truth.addCredits(prepaid, step.amount);
        break;
      case 'storm':
        world.storm(step.storm, step.millis);
    }
  };

  /** At the same time, give or take some milliseconds. */
  const soon = (step: Step & { readonly atOnce: number }, happen: (name: string) => void): void => {
    for (let index = 0; index < step.atOnce; index += 1) {
      const name = nameOf(step, index);
      engine.at(engine.now() + diceFor(seed, `${name}/start`).between(0, 40), () => happen(name));
    }
  };

  const script = scriptOf(seed).filter(({ id }) => scenario.steps?.has(id) ?? true);
  for (const step of script) engine.at(start.getTime() + step.at, () => carryOut(step));
  const pass = (millis: number) => engine.run(engine.now() + millis, isOver);
  await engine.run(start.getTime() + (script.at(-1)?.at ?? 0) + minute, isOver);

  // Trouble is over. Processes that stood still continue, and sweeps finish all work.
  state.isCalm = true;
  await pass(15 * minute);
  const sweepAndPass = async (millis: number) => {
    look.sweep(`end${engine.now()}`, everyWindow);
    await pass(millis);
  };
  await sweepAndPass(5 * minute);
  await sweepAndPass(5 * minute);
  const keyed = new Map<string, SendStep>();
  for (const step of script) if (step.kind === 'send' && step.key !== undefined) keyed.set(step.request, step);
  for (const [request, step] of keyed) send(`last-${request}`, step, true);
  await pass(2 * minute);
  for (const step of script) {
    if (step.kind !== 'dryRun') continue;
    preview(`last-${step.request}`, step, true);
    await pass(minute);
  }
  for (const millis of [4 * hour, 80 * hour, 4 * hour]) await sweepAndPass(millis);
  if (!isOver()) truth.atTheEnd(engine.now());

  for (const { record } of truth.facts.all()) world.count(`ended ${record.status}`);
  return {
    seed,
    violation: truth.violation(),
    hash: state.hash.toString(16).padStart(8, '0'),
    simulatedMillis: engine.now() - start.getTime(),
    messages: outside.store.records.size,
    deliveries: 0,
    met: world.met,
    steps,
    troubles: world.troubles,
    lines: world.lines,
  };
};

/** The names of a step's processes: 12a, 12b … */
const nameOf = ({ id }: Step, index: number): string => `${id}${'abcdefgh'[index] ?? index}`;
