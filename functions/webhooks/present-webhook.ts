import type { LaneKeeper } from './lane-keeper.ts';
import type { Webhooks } from './ports.ts';
import type { Webhook } from './webhook.ts';

/** How long the webhook counts as unchanged after it was read. Its account may disable it meanwhile. */
const webhookHoldMillis = 2_000;

/** The webhook that a round works for, as it is now or was two seconds ago. */
export interface PresentWebhook {
  /** `undefined`: it has been deleted. */
  read(): Promise<Webhook | undefined>;
  /** Makes the next `read` ask the database. */
  forget(): void;
}

interface Options {
  readonly webhook: Pick<Webhook, 'id' | 'account'>;
  readonly webhooks: Pick<Webhooks, 'of'>;
  readonly keeper: LaneKeeper;
  readonly clock: () => Date;
}

export const createPresentWebhook = ({ webhook, webhooks, keeper, clock }: Options): PresentWebhook => {
  const { id, account } = webhook;
  let seen: { readonly webhook: Webhook | undefined; readonly at: number } | undefined;
  return {
    read: async () => {
      const now = clock().getTime();
      if (seen !== undefined && now - seen.at < webhookHoldMillis) return seen.webhook;
      const found = (await webhooks.of(account)).find((one) => one.id === id);
      seen = { webhook: found, at: now };
      if (found !== undefined) await keeper.forgetEarlierAddress(found);
      return found;
    },
    forget: () => {
      seen = undefined;
    },
  };
};
