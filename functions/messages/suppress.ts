import type { Cancel } from './cancel.ts';
import { UpstreamUnavailableError } from './errors.ts';
import { suppressed } from './gate.ts';
import type { Message } from './message.ts';
import type { MessageList, MessageStore, Suppression, SuppressionList } from './ports.ts';
import { isFinal } from './status.ts';
import { searchMillis } from './time-budget.ts';

interface Dependencies {
  readonly suppressions: Pick<SuppressionList, 'add'>;
  readonly messages: Pick<MessageList, 'list'>;
  readonly store: Pick<MessageStore, 'find'>;
  readonly cancel: Cancel;
  readonly clock: () => Date;
}

/** What became of a number's messages that were not sent yet. */
export interface Suppressed {
  readonly suppression: Suppression;
  readonly canceled: readonly Message[];
  /** As they are recorded: what has gone out, and what the upstream did not confirm. */
  readonly notCanceled: readonly Message[];
  /** `false`: there was no time to look at all of the number's messages, only at the newest. */
  readonly isComplete: boolean;
}

/**
 * Puts a number on an account's suppression list, and then cancels the messages to it. It may be repeated. Whatever
 * becomes of the messages, the number is on the list once this has gone so far: also where the upstream does not
 * answer.
 *
 * A message is missed whose request looked at the list before, and is found by no index yet.
 * @throws StoreUnavailableError also where the number is on the list, and its messages could not be looked at
 */
export type Suppress = (account: string, wanted: SuppressionRequest, deadline: number) => Promise<Suppressed>;

export type SuppressionRequest = Omit<Suppression, 'createdAt'>;

export const createSuppress = ({ suppressions, messages, store, cancel, clock }: Dependencies): Suppress => {
  const openMessagesTo = async (account: string, to: string) => {
    const end = clock().getTime() + searchMillis;
    const open: Message[] = [];
    let cursor: string | undefined;
    do {
      const page = await messages.list({ account, to, limit: perPage, ...(cursor !== undefined && { cursor }) });
      open.push(...page.messages.filter(({ status }) => !isFinal(status)));
      cursor = page.cursor;
    } while (cursor !== undefined && open.length < mostCanceled && clock().getTime() < end);
    return { open, isComplete: cursor === undefined };
  };

  /** Those that wait here are cancelled, though the upstream does not answer for the others. */
  const cancelOrTell = async (open: readonly Message[], deadline: number): Promise<readonly Message[]> => {
    try {
      return await cancel(open, deadline, suppressed.reason);
    } catch (error) {
      if (!(error instanceof UpstreamUnavailableError)) throw error;
      const current = await store.find(open.map(({ id }) => id));
      return open.map((message) => current.get(message.id) ?? message);
    }
  };

  return async (account, wanted, deadline) => {
    const suppression = await suppressions.add(account, { ...wanted, createdAt: clock().toISOString() });
    const { open, isComplete } = await openMessagesTo(account, suppression.number);
    const current = await cancelOrTell(open, deadline);
    const isCanceled = ({ status }: Message) => status === 'canceled';
    return {
      suppression,
      canceled: current.filter(isCanceled),
      notCanceled: current.filter((message) => !isCanceled(message)),
      isComplete,
    };
  };
};

/** As many as DynamoDB reads at once. */
const perPage = 100;

/** Messages that are cancelled at once: ten calls to the upstream. */
const mostCanceled = 1_000;
