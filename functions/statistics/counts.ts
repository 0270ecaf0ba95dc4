import { type FinalStatus, finalStatuses } from '../messages/status.ts';

/**
 * Counters of the messages created in an hour: all of them, those with each final status, and the delivered ones by how
 * long they took, in the steps of `delivery-time.ts`.
 */
export type Counter = 'messages' | FinalStatus | `step${number}`;

/** Missing counters are zero. */
export type Counts = ReadonlyMap<Counter, number>;

const names: ReadonlySet<string> = new Set(['messages', ...finalStatuses]);

export const isCounter = (name: string): name is Counter => names.has(name) || /^step\d+$/.test(name);

export const sumOf = (all: Iterable<Counts>): Counts => {
  const sum = new Map<Counter, number>();
  for (const counts of all) for (const [name, count] of counts) sum.set(name, (sum.get(name) ?? 0) + count);
  return sum;
};
