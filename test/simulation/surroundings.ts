import { now as start } from '../support/model/messages.ts';
import { diceFor, hashOf } from './dice.ts';
import { anEngine } from './engine.ts';
import type { Process, Surroundings } from './process.ts';
import type { Scenario } from './scenario.ts';
import { nameOf, type StormName, stormTrouble, troubleOf, weightOf } from './troubles.ts';

/** A trouble, and the call that it befell, by its process and number. */
export interface MetTrouble {
  readonly call: string;
  readonly trouble: string;
}

/** The work of a process, and what its caller makes of the answer. */
export interface Work<Answer> {
  /** The time that the process has before it is killed, as a Lambda is: milliseconds. */
  readonly millis: number;
  /** When it is killed even if it stands still, because a busy process never stands still for long; absent: never. */
  readonly endsWithin?: number;
  /** Somebody waits for the answer. It must come in time, unless the process stands still. */
  readonly isAwaited: boolean;
  readonly run: (process: Process) => Promise<Answer>;
  readonly answered: (answer: Answer, process: Process) => void;
  readonly failed: (error: Error, process: Process) => void;
  /** Called if it has not answered in time. */
  readonly isLate: (process: Process) => void;
}

/** The chances that a call meets trouble. Some days are quiet. */
const rates = [0.002, 0.01, 0.03, 0.08, 0.2] as const;
const standsStillOnceAnswered = 0.7;
const strikesInStorm = 0.6;

/** What befalls processes in a run, and the record of it. */
export const theSurroundings = (scenario: Scenario, keepsLines: boolean) => {
  const { seed } = scenario;
  const engine = anEngine(start.getTime());
  const met = new Map<string, number>();
  const troubles: MetTrouble[] = [];
  const lines: string[] = [];
  const storms = new Map<StormName, number>();
  const rate = diceFor(seed, 'rate').oneOf(rates);
  const state = { isCalm: false, hash: 0 };

  const count = (name: string): void => {
    met.set(name, (met.get(name) ?? 0) + 1);
  };
  const trace = (text: string): void => {
    const line = `${engine.now() - start.getTime()} ${text}`;
    state.hash = hashOf(line, state.hash);
    if (keepsLines) lines.push(line);
  };
  const isKept = (call: string) => scenario.troubles?.has(call) ?? true;

  const surroundings: Surroundings = {
    seed,
    engine,
    met: count,
    trace,
    troubleFor: (call, name, size) => {
      if (state.isCalm) return undefined;
      const dice = diceFor(seed, `${call}/trouble`);
      if (dice.chance(rate * weightOf(name)) && isKept(call)) {
        const trouble = troubleOf(name, size, dice);
        troubles.push({ call, trouble: nameOf(name, trouble) });
        return trouble;
      }
      for (const [storm, until] of storms) {
        const isStruck = until > engine.now() && dice.chance(strikesInStorm);
        const trouble = isStruck ? stormTrouble(storm, name, dice) : undefined;
        if (trouble !== undefined) return trouble;
      }
      return undefined;
    },
    standsStill: (call) => {
      const isStill = !state.isCalm && isKept(call) && diceFor(seed, `${call}/trouble`).chance(standsStillOnceAnswered);
      if (isStill) troubles.push({ call, trouble: 'frozen once answered' });
      return isStill;
    },
  };

  return {
    scenario,
    engine,
    state,
    met,
    troubles,
    lines,
    count,
    trace,
    surroundings,

    storm: (name: StormName, millis: number): void => {
      count(`storm ${name}`);
      storms.set(name, engine.now() + millis);
    },

    /** Starts a process with its work. */
    start: <Answer>(
      process: Process,
      { millis, endsWithin, isAwaited, run, answered, failed, isLate }: Work<Answer>,
    ): void => {
      let isPending = true;
      const waitsUntil = engine.now() + millis;
      const end = (report: () => void) => {
        isPending = false;
        // The process stood still, and the caller has left.
        if (isAwaited && engine.now() > waitsUntil) count('answer that nobody hears');
        else report();
        process.hasAnswered();
      };
      run(process).then(
        (answer) => end(() => answered(answer, process)),
        (error: unknown) =>
          end(() => failed(error instanceof Error ? error : new Error('No error.', { cause: error }), process)),
      );
      if (endsWithin !== undefined) engine.at(engine.now() + endsWithin, () => isPending && process.die());
      engine.at(waitsUntil, () => {
        const { isDead, hasFrozen } = process.state;
        if (!isPending || isDead || hasFrozen) return;
        isLate(process);
        count('process killed when its time was over');
        process.die();
      });
    },
  };
};
