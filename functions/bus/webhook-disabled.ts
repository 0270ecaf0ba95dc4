import { detailType } from '../contract/events.ts';
import type { Webhook } from '../webhooks/webhook.ts';
import type { Publish } from './event-bus.ts';

/**
 * Publishes that textgate disabled a webhook because of its receiver. A repeat has the same `eventId`.
 * @returns whether the event is published, or need not be
 */
export const tellDisabled =
  (publish: Publish) =>
  async ({ id, account, url, disabled }: Webhook): Promise<boolean> => {
    // If the account itself disabled the webhook, that is no news.
    if (disabled === undefined || disabled.reason === 'requested') return true;
    const { reason, at } = disabled;
    const detail = { eventId: `${id}/disabled/${at}`, account, webhook: id, url, reason, occurredAt: at };
    const [isTaken = false] = await publish([
      { detailType: detailType.webhookDisabled, time: new Date(at), detail: { schemaVersion: 1, ...detail } },
    ]);
    return isTaken;
  };
