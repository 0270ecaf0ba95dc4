import type { Status, WebhookEventFilter } from '../../../client/index.ts';
import { isStatus, statuses } from '../../statuses.ts';
import { words } from '../../words.ts';

/** What a webhook may ask for, and how that is told to people. */

/** Stands for every status, also those that a later version may have. */
export const everyStatus = 'message.*';

const ofStatus = (status: Status): WebhookEventFilter => `message.${status}`;

export const statusEvents: readonly WebhookEventFilter[] = statuses.map(ofStatus);
export const otherEvents = ['send.rejected', 'credits.low'] as const satisfies readonly WebhookEventFilter[];

const all: readonly WebhookEventFilter[] = [everyStatus, ...statusEvents, ...otherEvents];

/** One of a later version is called by the API's own word. */
export const nameOf = (event: string): string => {
  if (event === everyStatus) return words.webhooks.everyStatus;
  const status = event.replace(/^message\./, '');
  if (isStatus(status)) return words.statuses[status][0];
  const other = otherEvents.find((name) => name === event);
  return other ? words.webhooks.otherEvents[other] : event;
};

/** What is asked for, always in the same order: so the same choice is the same request. */
export const chosen = (events: readonly string[]): WebhookEventFilter[] =>
  all.filter((event) => events.includes(event) && !(events.includes(everyStatus) && statusEvents.includes(event)));

/** The choice, with an event or without it. */
export const choose = (events: readonly string[], event: WebhookEventFilter, isWanted: boolean): WebhookEventFilter[] =>
  chosen(isWanted ? [...events, event] : events.filter((other) => other !== event));
