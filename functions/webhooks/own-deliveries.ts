import type { Delivery, DeliveryKey, FailedReason } from './delivery.ts';
import type { Deliveries, WaitingEntry } from './ports.ts';
import type { DeliverReport } from './round.ts';
import { givenUp } from './transitions.ts';

/**
 * The deliveries of one webhook during a round. It knows the round's own writes, which the indexes may not show yet.
 */
export interface OwnDeliveries {
  /** A consistent read. */
  find(ids: readonly string[]): Promise<readonly Delivery[]>;
  /** Writes next states. A delivery that another process has changed meanwhile is left as it is. */
  write(before: readonly Delivery[], next: (delivery: Delivery) => Delivery): Promise<void>;
  /** Marks deliveries as failed. */
  giveUp(pending: readonly Delivery[], reason: FailedReason): Promise<void>;
  /** A page of the index: waiting deliveries by when they are due, after an entry's key. Entries may be out of date. */
  waitingInIndex(after: string, limit: number): Promise<readonly WaitingEntry[]>;
  /** `false`: the entry is known to be out of date. */
  isCurrent(entry: WaitingEntry): boolean;
  /** All entries of the index that are not known to be out of date, by when they are due. Reads `limit` at once. */
  waiting(limit: number): AsyncIterable<WaitingEntry>;
  /** When the first delivery is due that this round put behind the lane and that still waits. */
  firstDueAt(): string | undefined;
  /** Records that a delivery does not wait any more, although the index may show it. */
  waitsNoMore(id: string): void;
  /** A page of the index: failed deliveries after an id. */
  failed(since: string, until: string, limit: number, after: string): Promise<readonly DeliveryKey[]>;
}

export const createOwnDeliveries = (deliveries: Deliveries, webhook: string, report: DeliverReport): OwnDeliveries => {
  /** When each delivery is due; `undefined`: it does not wait any more. */
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

    waitingInIndex: (after, limit) => deliveries.waiting(webhook, after, limit),
    isCurrent: ({ id, dueAt }) => !known.has(id) || known.get(id) === dueAt,
    async *waiting(limit) {
      for (let page = await own.waitingInIndex('', limit); ; ) {
        yield* page.filter(own.isCurrent);
        const last = page.at(-1);
        if (last === undefined) return;
        page = await own.waitingInIndex(last.key, limit);
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

/** When a delivery is due; `undefined`: it does not wait. */
export const dueAtOf = ({ state }: Delivery): string | undefined =>
  state.name === 'waiting' ? state.dueAt : undefined;
