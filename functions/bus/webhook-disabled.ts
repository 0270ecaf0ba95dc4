import { detailType } from '../contract/events.ts';
import type { Webhook } from '../webhooks/webhook.ts';
import type { Publish } from './event-bus.ts';

/** Publishes that a webhook was disabled by what it did. A repetition is the same event. Answers whether that was taken. */
export const tellDisabled =
  (publish: Publish) =>
  async ({ id, account, url, disabled }: Webhook): Promise<boolean> => {
    // What its account has asked for itself is no news.
    if (disabled === undefined || disabled.reason === 'requested') return true;
    const { reason, at } = disabled;
    const detail = { eventId: `${id}/disabled/${at}`, account, webhook: id, url, reason, occurredAt: at };
    const [isTaken = false] = await publish([
      { detailType: detailType.webhookDisabled, time: new Date(at), detail: { schemaVersion: 1, ...detail } },
    ]);
    return isTaken;
  };
