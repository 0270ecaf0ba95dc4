import { detailType, type PublishedEvent } from '../contract/events.ts';
import type { WebhookEventType } from '../contract/webhook-events.ts';
import { deliveryIdOf } from './ids.ts';

/** What an account's webhooks are to be told. */
export interface News {
  readonly account: string;
  readonly type: WebhookEventType;
  /** The same for the same event: the id of each delivery of it. */
  readonly id: string;
  /** The message that it is about. */
  readonly message?: string;
  /** When it occurred. */
  readonly at: Date;
  /** What is posted. */
  readonly body: string;
}

/**
 * What the event is to its account; `undefined`: it is no account's business.
 * @param at when it occurred, where whoever makes the event again gives it another time: a part of the delivery's id
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
      // The id of an event is its source's own.
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
