import type { DueEntry } from '../../../functions/webhooks/ports.ts';
import type { Told } from '../../../functions/webhooks/round.ts';
import { diceFor } from '../dice.ts';
import type { Engine } from '../engine.ts';

/** The trouble that a wake may have on its way. */
export type WakeFault = 'dropped' | 'late' | 'twice';

/** Begins a round of a group, and calls `isDone` once it has ended. */
type Begin = (name: string, group: number, told: readonly Told[], isDone: () => void) => void;

/**
 * Settings of the deliverers' queue, in milliseconds: how long a message stays hidden once it was given out, and how
 * long it is kept.
 */
const visibilityMillis = 90_000;
const retentionMillis = 60_000;
const mostMessages = 10;
const minuteMillis = 60_000;

interface Message {
  readonly told: readonly Told[];
  readonly sentAt: number;
}

interface Group {
  messages: Message[];
  /** Until when nobody else gets its messages; 0: none is being worked on. */
  busyUntil: number;
}

/**
 * The deliverers' FIFO queue, and the schedule. The queue gives out no message of a group while another of it is being
 * worked on.
 */
export const theGroups = (seed: number, engine: Engine, count: number, firstDue: () => DueEntry['key'] | undefined) => {
  const to: { begin: Begin } = { begin: () => {} };
  const groups = Array.from({ length: count }, (): Group => ({ messages: [], busyUntil: 0 }));
  const later = (millis: number, happen: () => void) => engine.at(engine.now() + millis, happen);

  const look = (number: number): void => {
    const group = groups[number];
    if (group === undefined || group.busyUntil > engine.now()) return;
    group.messages = group.messages.filter(({ sentAt }) => engine.now() - sentAt < retentionMillis);
    const taken = group.messages.splice(0, mostMessages);
    if (taken.length === 0) return;
    const busyUntil = engine.now() + visibilityMillis;
    group.busyUntil = busyUntil;
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      group.busyUntil = 0;
      look(number);
    };
    to.begin(
      `r${number}.${engine.now()}`,
      number,
      taken.flatMap(({ told }) => told),
      end,
    );
    engine.at(busyUntil, () => {
      if (!isOver) group.messages.unshift(...taken);
      end();
    });
  };

  const put = (number: number, told: readonly Told[], name: string, fault?: WakeFault): void => {
    if (fault === 'dropped') return;
    const dice = diceFor(seed, `${name}/way`);
    const arrive = (millis: number) =>
      later(millis, () => {
        groups[number]?.messages.push({ told, sentAt: engine.now() });
        look(number);
      });
    arrive(fault === 'late' ? dice.between(5_000, 300_000) : dice.between(10, 120));
    if (fault === 'twice') arrive(dice.between(10, 5_000));
  };

  // The schedule fires every minute. Minutes in which nothing is due are skipped.
  let next = Number.POSITIVE_INFINITY;
  const isMinuteOf = (time: number) => Math.ceil(time / minuteMillis) * minuteMillis;
  const arm = (): void => {
    const key = firstDue();
    if (key === undefined) return;
    const due = Date.parse(key.slice(0, key.indexOf('#'))) || 0;
    const wanted = isMinuteOf(Math.max(due, engine.now() + 1));
    if (wanted >= next) return;
    next = wanted;
    engine.at(wanted, () => {
      if (next !== wanted) return;
      next = Number.POSITIVE_INFINITY;
      const isDue = (firstDue() ?? '~') <= new Date(engine.now()).toISOString();
      if (isDue) for (const number of groups.keys()) put(number, [], `schedule${number}.${engine.now()}`);
      arm();
    });
  };

  return { to, count, put, arm };
};
