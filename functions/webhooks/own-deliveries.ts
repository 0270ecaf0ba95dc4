import type { Delivery, DeliveryKey, FailedReason } from './delivery.ts';
import type { Deliveries, WaitingEntry } from './ports.ts';
import type { DeliverReport } from './round.ts';
import { givenUp } from './transitions.ts';

/** The deliveries of one webhook during a round, which knows of its own writes what the indexes may not show yet. */
export interface OwnDeliveries {
  /** Consistent. */
  find(ids: readonly string[]): Promise<readonly Delivery[]>;
  /** Writes next states. A delivery that somebody else has changed meanwhile stays as that left it. */
  write(before: readonly Delivery[], next: (delivery: Delivery) => Delivery): Promise<void>;
  /** Writes that they have failed. */
  giveUp(pending: readonly Delivery[], reason: FailedReason): Promise<void>;
  /** Those that wait, by when they are due, after an entry's key; all that the index shows. */
  shown(after: string, limit: number): Promise<readonly WaitingEntry[]>;
  /** Whether an entry is not known to be out of date. */
  isCurrent(entry: WaitingEntry): boolean;
  /** All that wait, by when they are due, but for those entries. However late the index is, they may be in front of others. */
  current(limit: number): AsyncIterable<WaitingEntry>;
  /** When the first of those is due that were put behind the lane in this round, and still wait. */
  firstDueAt(): string | undefined;
  /** A delivery that the index shows waits no more. */
  waitsNoMore(id: string): void;
  /** Those that have failed, so far as the index shows, after an id. */
  failed(since: string, until: string, limit: number, after: string): Promise<readonly DeliveryKey[]>;
}

export const createOwnDeliveries = (deliveries: Deliveries, webhook: string, report: DeliverReport): OwnDeliveries => {
  /** When each is due; `undefined`: it waits no more. */
  const known = new Map<string, string | undefined>();

  const own: OwnDeliveries = {
    find: (ids) => deliveries.find(ids.map((id) => ({ webhook, id }))),

    write: async (before, next) => {
      const changes = before.map((delivery) => ({ before: delivery, after: next(delivery) }));
      const outcomes = await deliveries.change(changes);
      for (const [index, { after }] of changes.entries()) {
        if (outcomes[index] === 'applied') known.set(after.id, dueAtOf(after));
        else known.delete(after.id);
      }
      if (outcomes.includes('unavailable')) throw new Error('The outcome of deliveries could not be recorded.');
    },

    giveUp: async (pending, reason) => {
      await own.write(pending, (delivery) => givenUp(delivery, reason));
      report.failed += pending.length;
    },

    shown: (after, limit) => deliveries.waiting(webhook, after, limit),
    isCurrent: ({ id, dueAt }) => !known.has(id) || known.get(id) === dueAt,
    async *current(limit) {
      for (let page = await own.shown('', limit); ; ) {
        yield* page.filter(own.isCurrent);
        const last = page.at(-1);
        if (last === undefined) return;
        page = await own.shown(last.key, limit);
      }
    },
    firstDueAt: () => {
      let first: string | undefined;
      for (const dueAt of known.values())
        if (dueAt !== undefined && (first === undefined || dueAt < first)) first = dueAt;
      return first;
    },
    waitsNoMore: (id) => known.set(id, undefined),
    failed: (since, until, limit, after) => deliveries.failed(webhook, since, until, limit, after),
  };
  return own;
};

/** When it is due, if it waits. */
export const dueAtOf = ({ state }: Delivery): string | undefined =>
  state.name === 'waiting' ? state.dueAt : undefined;
