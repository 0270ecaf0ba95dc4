import { GatewayUnavailableError } from './errors.ts';
import type { Message } from './message.ts';
import type { Change, Gateway, MessageStore } from './ports.ts';
import { applyChanges, type Refresh } from './refresh.ts';
import { isFinal } from './status.ts';
import { advance } from './transition.ts';

/** Kept for asking what is true when the gateway has not confirmed a cancellation. */
const millisToAsk = 2_000;
/** With less it is not asked: a second for its answer, and 7 s to record that. */
const millisToRefresh = 8_000;

interface Dependencies {
  readonly store: MessageStore;
  readonly gateway: Pick<Gateway, 'cancel'>;
  readonly refresh: Refresh;
  readonly clock: () => Date;
}

/**
 * Cancels messages that have not been sent yet and returns all of them as they then stand, in order: whether one was
 * cancelled is told by its status. A message not handed over yet is cancelled without asking the gateway.
 *
 * `deadline` is when the caller's time ends, in milliseconds since 1970. Where too little of it is left to ask, those that
 * the gateway has not confirmed are returned as they are recorded: they may be cancelled all the same.
 * @throws GatewayUnavailableError, StoreUnavailableError
 */
export type Cancel = (messages: readonly Message[], deadline: number) => Promise<readonly Message[]>;

export const createCancel = ({ store, gateway, refresh, clock }: Dependencies): Cancel => {
  const markCanceled = (messages: readonly Message[]) => {
    const now = clock();
    const changes = messages.flatMap((before): Change[] => {
      const after = advance(before, { status: 'canceled' }, now);
      return after === undefined ? [] : [{ before, after }];
    });
    return applyChanges(store, changes);
  };

  /** What the gateway did not confirm as cancelled may be so all the same, or sent: it is asked what is true. */
  const cancelAtGateway = async (messages: readonly Message[], deadline: number): Promise<readonly Message[]> => {
    const ids = messages.flatMap(({ gatewayId }) => gatewayId ?? []);
    if (ids.length === 0) return [];
    const confirmed = await gateway.cancel(ids, deadline - millisToAsk).catch((error: unknown) => {
      if (error instanceof GatewayUnavailableError) return new Map<string, boolean>();
      throw error;
    });
    const isConfirmed = ({ gatewayId }: Message) => gatewayId !== undefined && confirmed.get(gatewayId) === true;
    const canceled = await markCanceled(messages.filter(isConfirmed));
    const known = messages.map((message) => canceled.get(message.id) ?? message);
    return clock().getTime() + millisToRefresh > deadline ? known : refresh(known, deadline);
  };

  return async (messages, deadline) => {
    const waiting = messages.filter(({ status }) => status === 'accepted');
    const current = new Map(await markCanceled(waiting));
    // One that was handed over while we looked is now the gateway's to cancel.
    const latest = messages.map((message) => current.get(message.id) ?? message);
    const atGateway = latest.filter(({ status, gatewayId }) => gatewayId !== undefined && !isFinal(status));
    for (const message of await cancelAtGateway(atGateway, deadline)) current.set(message.id, message);
    return messages.map((message) => current.get(message.id) ?? message);
  };
};
