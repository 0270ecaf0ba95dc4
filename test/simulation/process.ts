import { diceFor } from './dice.ts';
import type { Engine } from './engine.ts';
import { type CallName, type Fault, frozenMillis, isLook, nameOf, type Trouble } from './troubles.ts';

/** A call of a port, as the other side carries it out. */
export interface Errand<Answer> {
  readonly name: CallName;
  /** The number of messages, changes or ids in the call. */
  readonly size: number;
  /** What happens on the other side, whatever becomes of the caller. `isHalf`: only the first half of it. */
  readonly carryOut: (fault: Fault | undefined, isHalf: boolean) => Promise<Carried<Answer>>;
  /** Asked right before the call leaves the process, after all delays. An answer here spares the call. */
  readonly spared?: () => Carried<Answer> | undefined;
  /** The call and its answer take no time if nothing befalls them. */
  readonly isInstant?: boolean;
}

export interface Carried<Answer> {
  /** How long the other side takes to answer: milliseconds. */
  readonly millis: number;
  /** Called when the answer arrives; may throw. */
  readonly answer: () => Answer;
}

/** What a process may read, and what may befall it. */
export interface Surroundings {
  readonly seed: number;
  readonly engine: Engine;
  /** What befalls a call, if anything. `call`: the process's name and the number of its call. */
  readonly troubleFor: (call: string, name: CallName, size: number) => Trouble | undefined;
  /** Whether a Lambda stands still after it has answered. */
  readonly standsStill: (call: string) => boolean;
  readonly met: (trouble: string) => void;
  readonly trace: (line: string) => void;
}

export type Process = ReturnType<typeof aProcess>;

/** The greatest difference between a process's clock and the true time: milliseconds. */
export const greatestSkew = 2_500;

/** A run of the service in its own container. It may die or stand still at any call. */
export const aProcess = (name: string, world: Surroundings) => {
  const { seed, engine, met, trace } = world;
  const skew = diceFor(seed, `${name}/clock`).between(-greatestSkew, greatestSkew);
  let calls = 0;
  let attempts = 0;
  let ids = 0;
  let waiting = 0;
  let underWay = 0;
  let frozenUntil = 0;
  let pages = 0;
  const state = {
    isDead: false,
    /** It has stood still at least once. */
    hasFrozen: false,
  };
  /** Messages and calls about which it told or asked the store without getting an answer. */
  const unheard = new Set<string>();
  /** The names of calls that it has made. */
  const made = new Set<CallName>();

  const die = () => {
    state.isDead = true;
    trace(`${name} dies`);
  };

  const freeze = (millis: number) => {
    state.hasFrozen = true;
    frozenUntil = Math.max(frozenUntil, engine.now() + millis);
    trace(`${name} stands still for ${millis} ms`);
  };

  /** Continues in the process: never if it is dead, and not before it thaws. */
  const wake = (goOn: () => void): void => {
    if (state.isDead) return;
    if (frozenUntil > engine.now()) engine.at(frozenUntil, () => wake(goOn));
    else goOn();
  };

  const call = <Answer>({ name: port, size, carryOut, spared, isInstant }: Errand<Answer>): Promise<Answer> =>
    new Promise((answered, failed) => {
      underWay += 1;
      const resolve = (answer: Answer) => {
        underWay -= 1;
        answered(answer);
      };
      const reject = (error: unknown) => {
        underWay -= 1;
        failed(error);
      };
      if (state.isDead) return;
      made.add(port);
      const number = isLook(port) ? `page${pages}` : String(calls);
      if (isLook(port)) pages += 1;
      else calls += 1;
      const id = `${name}.${number}`;
      const trouble = world.troubleFor(id, port, size);
      if (trouble !== undefined) met(nameOf(port, trouble));
      if (trouble?.kind === 'death' && trouble.when === 'before') return die();

      const deliver = ({ answer }: Carried<Answer>) =>
        wake(() => {
          try {
            resolve(answer());
          } catch (error) {
            reject(error);
          }
        });
      const fault = trouble?.kind === 'fault' ? trouble.fault : undefined;
      if (isInstant && trouble === undefined) {
        void carryOut(undefined, false).then(deliver, reject);
        return;
      }

      const dice = diceFor(seed, `${id}/time`);
      const way = () => (dice.chance(0.05) ? dice.between(50, 800) : dice.between(1, 40));
      const arrive = () => {
        trace(`${id} ${port} ${size}${fault === undefined ? '' : ` ${fault}`}`);
        const isHalf = trouble?.kind === 'death' && trouble.when === 'half';
        void carryOut(fault, isHalf).then((carried) => {
          if (trouble?.kind === 'death') return die();
          if (trouble?.kind === 'freeze' && trouble.when === 'after') freeze(trouble.millis);
          const slowness = trouble?.kind === 'slow' ? trouble.millis : 0;
          engine.at(engine.now() + carried.millis + slowness + way(), () => deliver(carried));
        }, reject);
      };
      if (trouble?.kind === 'freeze' && trouble.when === 'before') freeze(trouble.millis);
      // A call that has left the process arrives, whatever becomes of the process.
      wake(() => {
        const answer = spared?.();
        if (answer === undefined) engine.at(engine.now() + way(), arrive);
        else deliver(answer);
      });
    });

  return {
    name,
    state,
    unheard,
    made,
    call,
    die,
    clock: () => new Date(engine.now() + skew),
    /** When a caller's time ends that has so many milliseconds left, by the process's clock. */
    deadline: (millis: number) => engine.now() + skew + millis,
    /** It waits for nothing, so it would never continue. */
    isStuck: () => waiting === 0 && underWay === 0,
    pause: (millis: number): Promise<void> =>
      new Promise((resolve) => {
        waiting += 1;
        engine.at(engine.now() + millis, () =>
          wake(() => {
            waiting -= 1;
            resolve();
          }),
        );
      }),
    newAttempt: () => {
      attempts += 1;
      return `${name}#${attempts}`;
    },
    newId: () => {
      ids += 1;
      const serial = diceFor(seed, `${name}/id/${ids}`);
      const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
      return `msg_0${Array.from({ length: 25 }, () => digits[serial.between(0, 31)]).join('')}`;
    },
    /** It has answered its caller. Before it does any work that is left, it may stand still. */
    hasAnswered: () => {
      const last = `${name}.answered`;
      if (waiting === 0 || !world.standsStill(last)) return;
      met('frozen once answered');
      freeze(frozenMillis(diceFor(seed, last)));
    },
  };
};
