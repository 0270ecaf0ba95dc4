import { describe, expect, test } from 'vitest';
import { detailType, type PublishedEvent } from '../../../functions/contract/events.ts';
import { statuses } from '../../../functions/contract/statuses.ts';
import { eventsOf } from '../../../functions/events/lifecycle.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { newsOf } from '../../../functions/webhooks/news.ts';
import { aMessage, now } from '../../support/model/messages.ts';

const account = 'acc_shop';
const later = new Date(now.getTime() + 60_000);

const changeTo = (message = aMessage()): readonly PublishedEvent[] =>
  eventsOf({ before: undefined, after: toItem(message, 90) });

const rejection = (parts: { account?: string | null; source?: string | null; eventId?: string } = {}) => {
  const { account: of = account, source = 'shop.orders', eventId = 'event-1/rejected' } = parts;
  const request = { id: 'event-1', source };
  const problem = { type: 'urn:textgate:problem:forbidden', title: 'No', detail: 'No', errors: [], errorCount: 0 };
  return {
    detailType: detailType.sendRejected,
    time: later,
    detail: {
      schemaVersion: 1,
      eventId,
      account: of,
      reference: null,
      request,
      problem,
      messages: [],
      recipients: [],
      occurredAt: later.toISOString(),
    },
  } as const satisfies PublishedEvent;
};

const lowCredits = {
  detailType: detailType.accountCreditsLow,
  time: now,
  detail: { schemaVersion: 1, eventId: 'credits/7', account, credits: 3, threshold: 5, occurredAt: now.toISOString() },
} as const satisfies PublishedEvent;

describe('the news of an event', () => {
  test.each(statuses)('is named after the status %s, and says what the bus says', (status) => {
    const message = aMessage({ status, reference: 'order-7' });
    const [event] = changeTo(message);
    const news = event && newsOf(event);

    expect(news).toMatchObject({ account, type: `message.${status}`, message: message.id, at: now });
    expect(JSON.parse(news?.body ?? '')).toEqual({
      type: `message.${status}`,
      timestamp: now.toISOString(),
      data: event?.detail,
    });
  });

  test('has the same id whenever it is made, and another one than all others', () => {
    const message = aMessage();
    const idsOf = (events: readonly PublishedEvent[]) => events.map((event) => newsOf(event)?.id);

    expect(idsOf(changeTo(message))).toEqual(idsOf(changeTo(message)));
    expect(idsOf(changeTo(message))).not.toEqual(idsOf(changeTo({ ...message, version: 2 })));
  });

  test('that a request was rejected goes to the account that asked, under the time that it is given', () => {
    const news = newsOf(rejection(), now);

    expect(news).toMatchObject({ account, type: 'send.rejected', at: now });
    expect(news).not.toHaveProperty('message');
    expect(JSON.parse(news?.body ?? '')).toMatchObject({ timestamp: later.toISOString() });
    expect(newsOf({ ...rejection(), time: now }, now)?.id).toBe(news?.id);
  });

  test('is another one where another source has given its request the same id', () => {
    const ids = [rejection(), rejection({ source: 'other' }), rejection({ source: null })].map(
      (event) => newsOf(event, now)?.id,
    );

    expect(new Set(ids).size).toBe(3);
  });

  test('that credits are low goes to their account', () => {
    expect(newsOf(lowCredits)).toMatchObject({ account, type: 'credits.low', at: now });
  });

  test.each<PublishedEvent>([
    rejection({ account: null }),
    {
      detailType: detailType.creditsLow,
      time: now,
      detail: { schemaVersion: 1, eventId: 'credits/7', credits: 1, occurredAt: now.toISOString() },
    },
    {
      detailType: detailType.gatewayUnreachable,
      time: now,
      detail: { schemaVersion: 1, eventId: 'gateway/7', occurredAt: now.toISOString() },
    },
  ])('is none where it is no account’s business: %j', (event) => {
    expect(newsOf(event)).toBeUndefined();
  });
});
