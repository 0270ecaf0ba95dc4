import type { FailedReason } from './delivery.ts';
import type { LaneKeeper } from './lane-keeper.ts';
import { joined, servedLane } from './lane-rules.ts';
import type { OwnDeliveries } from './own-deliveries.ts';
import type { Errand } from './ports.ts';
import type { DeliverDependencies, DeliverReport } from './round.ts';
import { requeued } from './transitions.ts';
import type { Disabled, DisabledReason, Webhook } from './webhook.ts';

/** Deliveries that are closed, or put behind the lane, at once. */
const perPage = 100;

/** Until the world is told again of what it was not. */
const tellAgainMillis = 60_000;

interface Options extends Pick<DeliverDependencies, 'webhooks' | 'tellDisabled' | 'clock' | 'onFailure'> {
  readonly webhook: Pick<Webhook, 'id' | 'account'>;
  readonly keeper: LaneKeeper;
  readonly own: OwnDeliveries;
  readonly report: DeliverReport;
  /** Whether there is time for another page. */
  readonly mayGoOn: () => boolean;
}

/** What happens to a webhook as a whole. Each answers whether it was done; else the next round goes on with it. */
export const createClosing = (options: Options) => {
  const { webhooks, tellDisabled, clock, onFailure, keeper, own, report, mayGoOn } = options;
  const { id, account } = options.webhook;

  /** Tells the world once that a webhook is disabled, unless its account did that. */
  const tell = async (webhook: Webhook, { reason, at }: Disabled): Promise<boolean> => {
    if (reason === 'requested' || (await keeper.current())?.toldOf === at) return true;
    if (await tellDisabled(webhook)) {
      report.disabled += 1;
      await keeper.change((lane) => ({ ...lane, toldOf: at }));
      return true;
    }
    onFailure('a webhook is disabled, and that could not be told yet', { webhook: id });
    const later = new Date(clock().getTime() + tellAgainMillis).toISOString();
    await keeper.change((lane) => ({ ...lane, dueAt: later }));
    return false;
  };

  return {
    /** Disables a webhook for what its receiver did. What waits for it is closed by whoever looks at its lane next. */
    disable: async ({ since }: Webhook, reason: DisabledReason): Promise<void> => {
      const at = clock().toISOString();
      await keeper.change((lane) => ({ ...lane, dueAt: at }));
      await webhooks.change(account, (all) => {
        // Not where it has another address by now.
        const isSame = all.some((each) => each.id === id && each.since === since && each.disabled === undefined);
        return isSame ? all.map((each) => (each.id === id ? { ...each, disabled: { reason, at } } : each)) : undefined;
      });
    },

    /** Fails what waits for a webhook that is disabled, or deleted: `undefined`. */
    close: async (webhook: Webhook | undefined): Promise<boolean> => {
      if (webhook?.disabled !== undefined && !(await tell(webhook, webhook.disabled))) return true;
      for (let after = ''; ; ) {
        const page = await own.shown(after, perPage);
        const last = page.at(-1);
        if (last === undefined) break;
        if (!mayGoOn()) return false;
        const found = await own.find(page.filter(own.isCurrent).map((entry) => entry.id));
        for (const entry of page) own.waitsNoMore(entry.id);
        after = last.key;
        const waiting = found.filter(({ state }) => state.name === 'waiting');
        await own.giveUp(waiting, closedReason(webhook));
      }
      if ((await keeper.current()) !== undefined) await keeper.change((lane) => servedLane(lane, undefined, clock()));
      return true;
    },

    /** Puts what has failed behind the lane, to be delivered again. */
    requeue: async ({ since, until }: Errand): Promise<boolean> => {
      if (since === undefined || until === undefined) return true;
      for (let after = ''; ; ) {
        const page = await own.failed(since, until, perPage, after);
        const last = page.at(-1);
        if (last === undefined) return true;
        if (!mayGoOn()) return false;
        after = last.id;
        const found = (await own.find(page.map((key) => key.id))).filter(({ state }) => state.name === 'failed');
        const now = clock();
        // The lane first: a delivery that waits where nobody looks would be lost.
        await keeper.change((lane) => joined(lane, now.toISOString(), now));
        await own.write(found, (delivery) => requeued(delivery, now));
      }
    },
  };
};

/** Why nothing more is delivered to a webhook that is disabled, or deleted: `undefined`. */
export const closedReason = (webhook: Webhook | undefined): FailedReason =>
  webhook === undefined ? 'webhook_deleted' : 'webhook_disabled';
