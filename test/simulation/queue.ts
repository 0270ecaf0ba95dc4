import type { HandOverJob } from '../../functions/messages/ports.ts';
import { functionMillis } from '../../functions/messages/time-budget.ts';
import { diceFor } from './dice.ts';
import type { Engine } from './engine.ts';

/** What befalls jobs on their way: they come late, twice at the same time, or again after they were done. */
export type QueueFault = 'late' | 'twice' | 'again';

/** Does a job and calls `isDone` afterwards. */
type Deliver = (name: string, job: HandOverJob, isDone: () => void) => void;

/** A job that is not done after this time is delivered again: milliseconds. */
const visibilityMillis = 6 * functionMillis;
const mostDeliveries = 3;

/** The queue of jobs. Each delivery starts a process. */
export const theQueue = (seed: number, engine: Engine) => {
  const to: { deliver: Deliver } = { deliver: () => {} };

  const deliver = (name: string, job: HandOverJob, delivery = 1): void => {
    let isOpen = true;
    to.deliver(name, job, () => {
      isOpen = false;
    });
    engine.at(engine.now() + visibilityMillis, () => {
      if (isOpen && delivery < mostDeliveries) deliver(`${name}r`, job, delivery + 1);
    });
  };

  return {
    to,
    put: (name: string, job: HandOverJob, seconds: number, fault: QueueFault | undefined): void => {
      const dice = diceFor(seed, `${name}/way`);
      const after = (millis: number, happen: () => void) => engine.at(engine.now() + millis, happen);
      const wait =
        seconds * 1_000 +
        dice.between(50, 1_500) +
        (fault === 'late' ? dice.between(10_000, dice.oneOf([80_000, 300_000])) : 0);
      after(wait, () => deliver(name, job));
      if (fault === 'twice') after(wait + dice.between(0, 50), () => deliver(`${name}t`, job));
      if (fault === 'again') after(wait + dice.between(500, 200_000), () => deliver(`${name}t`, job));
    },
  };
};
