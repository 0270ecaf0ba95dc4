import { UpstreamUnavailableError } from './errors.ts';
import type { Message, Reason } from './message.ts';
import type { MessageStore, Upstream } from './ports.ts';
import { applyChanges, type Refresh } from './refresh.ts';
import { isFinal } from './status.ts';
import { keptForQuestionMillis, questionMillis } from './time-budget.ts';
import { advance, changesOf, type Step } from './transition.ts';

interface Dependencies {
  readonly store: MessageStore;
  readonly upstream: Pick<Upstream, 'cancel'>;
  readonly refresh: Refresh;
  readonly clock: () => Date;
}

/**
 * Cancels messages that have not been sent yet. Returns all messages as they are afterwards, in order: their status
 * tells whether they were cancelled. A message that waits for its hand-over is cancelled without asking the upstream.
 *
 * `deadline` is when the caller's time ends, in milliseconds since 1970. If the upstream does not confirm a
 * cancellation and too little time is left to ask for the state, the message is returned as recorded. It may be
 * cancelled all the same. `reason` is given if somebody other than the sender cancels. A message that only the
 * upstream's state shows to be cancelled gets the upstream's reason.
 * @throws UpstreamUnavailableError, StoreUnavailableError
 */
export type Cancel = (messages: readonly Message[], deadline: number, reason?: Reason) => Promise<readonly Message[]>;

export const createCancel = ({ store, upstream, refresh, clock }: Dependencies): Cancel => {
  const markCanceled = (messages: readonly Message[], reason: Reason | undefined) => {
    const now = clock();
    const step: Step = { status: 'canceled', ...(reason && { reason }) };
    const changes = changesOf(messages, (message) => advance(message, step, now));
    return applyChanges(store, changes);
  };

  /** If the upstream does not confirm a cancellation, the message may be cancelled or sent: its state is asked for. */
  const cancelAtUpstream = async (
    messages: readonly Message[],
    deadline: number,
    reason: Reason | undefined,
  ): Promise<readonly Message[]> => {
    if (messages.length === 0) return messages;
    const ids = messages.flatMap(({ upstreamId }) => upstreamId ?? []);
    const confirmed = await upstream.cancel(ids, deadline - keptForQuestionMillis).catch((error: unknown) => {
      if (error instanceof UpstreamUnavailableError) return new Map<string, boolean>();
      throw error;
    });
    const isConfirmed = ({ upstreamId }: Message) => upstreamId !== undefined && confirmed.get(upstreamId) === true;
    const canceled = await markCanceled(messages.filter(isConfirmed), reason);
    const known = messages.map((message) => canceled.get(message.id) ?? message);
    return clock().getTime() + questionMillis > deadline ? known : refresh(known, deadline);
  };

  return async (messages, deadline, reason) => {
    const waiting = messages.filter(({ status }) => status === 'accepted');
    const current = new Map(await markCanceled(waiting, reason));
    // A message may have been handed over meanwhile: now only the upstream can cancel it.
    const latest = messages.map((message) => current.get(message.id) ?? message);
    const atUpstream = latest.filter(({ status, upstreamId }) => upstreamId !== undefined && !isFinal(status));
    for (const message of await cancelAtUpstream(atUpstream, deadline, reason)) current.set(message.id, message);
    return messages.map((message) => current.get(message.id) ?? message);
  };
};
