import { InvalidRequestError, StoreUnavailableError } from '../messages/errors.ts';
import type { Delivery } from './delivery.ts';
import { DeliveryNotFoundError, WebhookDisabledError } from './errors.ts';
import { findOwnWebhook } from './find-own.ts';
import { isDeliveryId } from './ids.ts';
import { leaveErrand } from './leave-errand.ts';
import type { Deliveries, Lanes, Wake, Webhooks } from './ports.ts';
import { isPending, redelivered } from './transitions.ts';

export interface RedeliverDependencies {
  readonly webhooks: Pick<Webhooks, 'of'>;
  readonly deliveries: Pick<Deliveries, 'find' | 'change'>;
  readonly lanes: Pick<Lanes, 'findErrand' | 'putErrand'>;
  readonly wake: Wake;
  readonly clock: () => Date;
}

/** Events that occurred from `since` to `until`; RFC 3339, UTC. */
export interface Range {
  readonly since: string;
  readonly until: string;
}

/** @throws WebhookNotFoundError @throws WebhookDisabledError @throws StoreUnavailableError */
export interface Redeliver {
  /**
   * Starts one delivery again, whether it was delivered or has failed. A pending one is left as it is.
   * @throws DeliveryNotFoundError
   */
  one(account: string, webhook: string | undefined, id: string | undefined): Promise<Delivery>;
  /** Starts all failed deliveries again, in the background. @throws InvalidRequestError if `since` is in the future */
  failedSince(account: string, webhook: string | undefined, since: string): Promise<Range>;
}

export const createRedeliver = ({ webhooks, deliveries, lanes, wake, clock }: RedeliverDependencies): Redeliver => {
  const enabledWebhook = async (account: string, id: string | undefined) => {
    const webhook = await findOwnWebhook(webhooks, account, id);
    if (webhook.disabled !== undefined) throw new WebhookDisabledError();
    return webhook;
  };

  const find = async (account: string, webhook: string, id = ''): Promise<Delivery> => {
    const [found] = isDeliveryId(id) ? await deliveries.find([{ webhook, id }]) : [];
    if (found?.account !== account) throw new DeliveryNotFoundError();
    return found;
  };

  return {
    one: async (account, of, id) => {
      const { id: webhook } = await enabledWebhook(account, of);
      for (let tries = 0; tries < mostTries; tries += 1) {
        const before = await find(account, webhook, id);
        if (isPending(before)) return before;
        const after = redelivered(before, clock());
        const [outcome] = await deliveries.change([{ before, after }]);
        if (outcome === 'unavailable') break;
        if (outcome === 'stale') continue;
        await wake([{ webhook, id: after.id, account }]);
        return after;
      }
      throw new StoreUnavailableError('The delivery could not be changed. Try again.');
    },

    failedSince: async (account, of, since) => {
      const { id: webhook } = await enabledWebhook(account, of);
      const until = clock().toISOString();
      if (since > until)
        throw new InvalidRequestError([{ field: ['since'], code: 'invalid', detail: 'Must not be in the future.' }]);
      await leaveErrand(lanes, webhook, (before) => {
        const isPart = before?.since !== undefined && before.since < since;
        return { account, at: until, since: isPart ? before.since : since, until };
      });
      return { since, until };
    },
  };
};

/** If another process changes the delivery at the same time, it is mostly pending at the next try. */
const mostTries = 3;
