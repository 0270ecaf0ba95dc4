import { detailType, type PublishedEvent } from '../contract/events.ts';
import type { WebhookEventType } from '../contract/webhook-events.ts';
import { deliveryIdOf } from './ids.ts';

/** An event for an account's webhooks. */
export interface News {
  readonly account: string;
  readonly type: WebhookEventType;
  /** The id of each of its deliveries. The same event always has the same id. */
  readonly id: string;
  /** The message that the event is about. */
  readonly message?: string;
  /** When the event occurred. */
  readonly at: Date;
  /** The body to post. */
  readonly body: string;
}

/**
 * The news in an event; `undefined`: it concerns no account.
 * @param at when it occurred; give it if the event's own time would differ when the event is made again, because the
 * delivery's id depends on it
 */
export const newsOf = (event: PublishedEvent, at: Date = event.time): News | undefined => {
  const { detail } = event;
  const newsOfType = (account: string, type: WebhookEventType, names: readonly string[]): News => ({
    account,
    type,
    id: deliveryIdOf(names, at),
    at,
    body: JSON.stringify({ type, timestamp: detail.occurredAt, data: detail }),
  });

  switch (event.detailType) {
    case detailType.statusChanged: {
      const { account, status, eventId, id } = event.detail;
      return { ...newsOfType(account, `message.${status}`, [eventId]), message: id };
    }
    case detailType.sendRejected: {
      const { account, eventId, request } = event.detail;
      // Ids of events are unique only within their source.
      return account === null ? undefined : newsOfType(account, 'send.rejected', [eventId, request.source ?? '']);
    }
    case detailType.accountCreditsLow:
      return newsOfType(event.detail.account, 'credits.low', [event.detail.eventId]);
    case detailType.creditsLow:
    case detailType.creditsRestored:
    case detailType.gatewayUnreachable:
    case detailType.gatewayRecovered:
    case detailType.webhookDisabled:
      return undefined;
  }
};
