import type { Status, WebhookEventFilter } from '../../../client/index.ts';
import { isStatus, statuses } from '../../statuses.ts';
import { words } from '../../words.ts';

/* The events that a webhook may choose, and their names for people. */

/** Means every status, including those of later versions. */
export const everyStatus = 'message.*';

const ofStatus = (status: Status): WebhookEventFilter => `message.${status}`;

export const statusEvents: readonly WebhookEventFilter[] = statuses.map(ofStatus);
export const otherEvents = ['send.rejected', 'credits.low'] as const satisfies readonly WebhookEventFilter[];

const all: readonly WebhookEventFilter[] = [everyStatus, ...statusEvents, ...otherEvents];

/** An event of a later version has the API's own word. */
export const nameOf = (event: string): string => {
  if (event === everyStatus) return words.webhooks.everyStatus;
  const status = event.replace(/^message\./, '');
  if (isStatus(status)) return words.statuses[status][0];
  const other = otherEvents.find((name) => name === event);
  return other ? words.webhooks.otherEvents[other] : event;
};

/** The chosen events, always in the same order, so that the same choice makes the same request. */
export const chosen = (events: readonly string[]): WebhookEventFilter[] =>
  all.filter((event) => events.includes(event) && !(events.includes(everyStatus) && statusEvents.includes(event)));

/** Adds an event to the choice or removes it. */
export const choose = (events: readonly string[], event: WebhookEventFilter, isWanted: boolean): WebhookEventFilter[] =>
  chosen(isWanted ? [...events, event] : events.filter((other) => other !== event));
