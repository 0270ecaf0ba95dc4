import { detailType, type PublishedEvent } from '../contract/events.ts';
import type { Message } from '../messages/message.ts';
import { insufficientCredit } from '../messages/send-outcome.ts';
import { initialState, type ServiceState } from '../messages/service-state.ts';
import { fromItem, type Item } from '../store/message-item.ts';
import { isRestored } from '../store/restored.ts';
import { fromStateItem, serviceStateId } from '../store/service-states.ts';

/** A change of the table: the record before (`undefined`: it is new) and after. */
export interface RecordChange {
  readonly before: Item | undefined;
  readonly after: Item;
}

/**
 * The events for a change of the table.
 * @throws ValiError if a record is not valid
 */
export const eventsOf = ({ before, after }: RecordChange): readonly PublishedEvent[] => {
  if (after['id']?.S === serviceStateId)
    return stateEvents(before ? fromStateItem(before) : initialState, fromStateItem(after));
  if (before === undefined && isRestored(after)) return [];
  const message = fromItem(after);
  const previous = before && fromItem(before);
  return previous?.status === message.status ? [] : [statusEvent(previous, message)];
};

/** The account that paid for a new message, or could not pay. `undefined`: its credits are unchanged or have grown. */
export const spenderOf = ({ before, after }: RecordChange): string | undefined => {
  const isCharged = after['charge'] !== undefined;
  const isUnpaid = after['reason']?.M?.['code']?.S === insufficientCredit.code;
  return before === undefined && !isRestored(after) && (isCharged || isUnpaid) ? after['account']?.S : undefined;
};

const statusEvent = (previous: Message | undefined, message: Message): PublishedEvent => ({
  detailType: detailType.statusChanged,
  time: new Date(message.updatedAt),
  detail: {
    schemaVersion: 1,
    eventId: `${message.id}/${message.version}`,
    id: message.id,
    version: message.version,
    account: message.account,
    status: message.status,
    previousStatus: previous?.status ?? null,
    to: message.to,
    sender: message.sender ?? null,
    reference: message.reference ?? null,
    metadata: { ...message.metadata },
    reason: message.reason ?? null,
    occurredAt: message.updatedAt,
  },
});

const stateEvents = (before: ServiceState, after: ServiceState): readonly PublishedEvent[] => {
  const time = new Date(after.updatedAt);
  const common = { schemaVersion: 1, occurredAt: after.updatedAt } as const;
  const events: PublishedEvent[] = [];
  if (after.upstream !== before.upstream) {
    const detail = { ...common, eventId: `gateway/${after.version}` };
    const isDown = after.upstream === 'unreachable';
    events.push({ detailType: isDown ? detailType.gatewayUnreachable : detailType.gatewayRecovered, time, detail });
  }
  if (after.credits !== before.credits) {
    const detail = { ...common, eventId: `credits/${after.version}`, credits: after.creditsLeft ?? null };
    const isLow = after.credits === 'low';
    events.push({ detailType: isLow ? detailType.creditsLow : detailType.creditsRestored, time, detail });
  }
  return events;
};
