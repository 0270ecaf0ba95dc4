import type { FailedReason } from './delivery.ts';
import type { LaneKeeper } from './lane-keeper.ts';
import { joined, servedLane } from './lane-rules.ts';
import type { OwnDeliveries } from './own-deliveries.ts';
import type { Errand } from './ports.ts';
import type { DeliverDependencies, DeliverReport } from './round.ts';
import { requeued } from './transitions.ts';
import type { Disabled, DisabledReason, Webhook } from './webhook.ts';

/** Deliveries that are failed, or put behind the lane, at once. */
const perPage = 100;

/** Pause before another try to publish that a webhook is disabled. */
const publishAgainMillis = 60_000;

interface Options extends Pick<DeliverDependencies, 'webhooks' | 'tellDisabled' | 'clock' | 'onFailure'> {
  readonly webhook: Pick<Webhook, 'id' | 'account'>;
  readonly keeper: LaneKeeper;
  readonly own: OwnDeliveries;
  readonly report: DeliverReport;
  /** Whether there is time for another page. */
  readonly mayGoOn: () => boolean;
}

/**
 * Steps that concern all deliveries of a webhook. `close` and `requeue` answer `false` if the next round must go on.
 */
export const createClosing = (options: Options) => {
  const { webhooks, tellDisabled, clock, onFailure, keeper, own, report, mayGoOn } = options;
  const { id, account } = options.webhook;

  /** Publishes once that a webhook is disabled, unless its account disabled it. Answers whether this is done. */
  const publish = async (webhook: Webhook, { reason, at }: Disabled): Promise<boolean> => {
    if (reason === 'requested' || (await keeper.current())?.toldOf === at) return true;
    if (await tellDisabled(webhook)) {
      report.disabled += 1;
      await keeper.change((lane) => ({ ...lane, toldOf: at }));
      return true;
    }
    onFailure('the event that a webhook is disabled could not be published yet', { webhook: id });
    const later = new Date(clock().getTime() + publishAgainMillis).toISOString();
    await keeper.change((lane) => ({ ...lane, dueAt: later }));
    return false;
  };

  return {
    /** Disables a webhook because of its receiver. The next look at its lane fails what waits for it. */
    disable: async ({ since }: Webhook, reason: DisabledReason): Promise<void> => {
      const at = clock().toISOString();
      await keeper.change((lane) => ({ ...lane, dueAt: at }));
      await webhooks.change(account, (all) => {
        // Only if it still has the address that failed.
        const isSame = all.some((each) => each.id === id && each.since === since && each.disabled === undefined);
        return isSame ? all.map((each) => (each.id === id ? { ...each, disabled: { reason, at } } : each)) : undefined;
      });
    },

    /** Fails what waits for a webhook that is disabled. `undefined`: the webhook has been deleted. */
    close: async (webhook: Webhook | undefined): Promise<boolean> => {
      if (webhook?.disabled !== undefined && !(await publish(webhook, webhook.disabled))) return true;
      for (let after = ''; ; ) {
        const page = await own.waitingInIndex(after, perPage);
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

    /** Puts failed deliveries behind the lane, so that they are delivered again. */
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
        // The lane is written first: nobody would find a delivery that waits without a lane.
        await keeper.change((lane) => joined(lane, now.toISOString(), now));
        await own.write(found, (delivery) => requeued(delivery, now));
      }
    },
  };
};

/** Whether nothing more is delivered to a webhook: it is disabled, or has been deleted (`undefined`). */
export const isClosed = (
  webhook: Webhook | undefined,
): webhook is undefined | (Webhook & { readonly disabled: Disabled }) =>
  webhook === undefined || webhook.disabled !== undefined;

/** Why nothing more is delivered to a webhook that is disabled. `undefined`: the webhook has been deleted. */
export const closedReason = (webhook: Webhook | undefined): FailedReason =>
  webhook === undefined ? 'webhook_deleted' : 'webhook_disabled';
