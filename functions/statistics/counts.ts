import { type FinalStatus, finalStatuses } from '../messages/status.ts';

/**
 * What is counted of messages: all, by the hour of their creation; those that came to an end, by their status; and how long
 * those that were delivered took, by the step of `delivery-time.ts`.
 */
export type Counter = 'messages' | FinalStatus | `step${number}`;

/** Counters that are missing are zero. */
export type Counts = ReadonlyMap<Counter, number>;

const names: ReadonlySet<string> = new Set(['messages', ...finalStatuses]);

export const isCounter = (name: string): name is Counter => names.has(name) || /^step\d+$/.test(name);

/** All of them together. */
export const sumOf = (all: Iterable<Counts>): Counts => {
  const sum = new Map<Counter, number>();
  for (const counts of all) for (const [name, count] of counts) sum.set(name, (sum.get(name) ?? 0) + count);
  return sum;
};
