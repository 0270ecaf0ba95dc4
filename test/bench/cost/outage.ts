import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { hanging, ok, webhookWorld } from '../../support/fakes/webhook-world.ts';
import { callMillis } from './assumptions.ts';
import { deliveryUnits, sampleDelivery } from './deliveries.ts';

/** What a webhook uses in some time. */
export interface Taken {
  /** Calls of its receiver. */
  readonly calls: number;
  readonly rounds: number;
  /** Rounds of the deliverer. */
  readonly seconds: number;
  readonly writeUnits: number;
  readonly readUnits: number;
}

export interface Outage {
  readonly down: Taken;
  readonly after: Taken;
  /** From the receiver's recovery until everything has been delivered. */
  readonly caughtUpSeconds: number;
  readonly isCaughtUp: boolean;
}

export const changesInDay = 100_000;

const url = 'https://receiver.example.com/';
const hours = 24;
const hourMillis = 3_600_000;
const changesInHour = Math.ceil(changesInDay / hours);
const hoursSimulated = 2;
/** For changing the due time of a lane. */
const laneUnits = 3;
/** For a query of an index that finds little or nothing, or for a record. */
const readUnits: Readonly<Record<string, number>> = { due: 0.5, waiting: 0.5, find: 1, lane: 1 };

/**
 * A receiver that hangs on every call for a day, with 100,000 changes for its webhook, and the catching up afterwards.
 * The real deliverer runs in virtual time that skips idle stretches. Only two hours are simulated: the second stands
 * for all that follow.
 */
export const simulateOutage = async (): Promise<Outage> => {
  const world = webhookWorld({ [url]: hanging });
  const { time, memory, webhooks, roundMillis } = world;
  const sample = sampleDelivery(time.clock());
  const units = { read: 0, write: 0 };

  memory.hooks.before = async (operation) => {
    units.read += readUnits[operation] ?? 0;
    await time.pause(callMillis(operation));
  };
  memory.hooks.onWrite = (after, before) => {
    // With a body and an id as long as usual.
    const states = [...(before === undefined ? [] : [before]), after].map(
      (delivery): Delivery => ({ ...delivery, body: sample.body, message: sample.id }),
    );
    units.write += deliveryUnits(states).at(-1) ?? 0;
  };

  const soFar = (): Taken => ({
    calls: world.calls.length,
    rounds: roundMillis.length,
    seconds: roundMillis.reduce((sum, millis) => sum + millis, 0) / 1_000,
    writeUnits: units.write + memory.writes.lanes * laneUnits,
    readUnits: units.read + webhooks.reads(),
  });

  const hourDown = async (): Promise<Taken> => {
    const before = soFar();
    for (let made = 0; made < changesInHour; made += 1) {
      time.later((made * hourMillis) / changesInHour, () => world.tell(url));
    }
    await world.run(hourMillis);
    return minus(soFar(), before);
  };

  const first = await hourDown();
  const second = await hourDown();
  const before = soFar();
  world.answers.set(url, ok);
  const cameUp = time.clock().getTime();
  const waits = () => world.all().some(({ state }) => state.name !== 'delivered');
  while (waits() && time.clock().getTime() < cameUp + hourMillis) await world.run(10_000);
  const seconds = (time.clock().getTime() - cameUp) / 1_000;
  return {
    down: plus(first, times(second, hours - 1)),
    after: times(minus(soFar(), before), hours / hoursSimulated),
    caughtUpSeconds: seconds,
    isCaughtUp: !waits(),
  };
};

const each = (taken: Taken, change: (amount: number, of: keyof Taken) => number): Taken => ({
  calls: change(taken.calls, 'calls'),
  rounds: change(taken.rounds, 'rounds'),
  seconds: change(taken.seconds, 'seconds'),
  writeUnits: change(taken.writeUnits, 'writeUnits'),
  readUnits: change(taken.readUnits, 'readUnits'),
});
const minus = (a: Taken, b: Taken): Taken => each(a, (amount, of) => amount - b[of]);
const plus = (a: Taken, b: Taken): Taken => each(a, (amount, of) => amount + b[of]);
const times = (a: Taken, factor: number): Taken => each(a, (amount) => amount * factor);
