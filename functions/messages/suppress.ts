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

/** What happened to the open messages to the number. */
export interface Suppressed {
  readonly suppression: Suppression;
  readonly canceled: readonly Message[];
  /** Messages as recorded that were sent already, or that the upstream did not confirm as cancelled. */
  readonly notCanceled: readonly Message[];
  /** `false`: there was only time for the newest of the number's messages. */
  readonly isComplete: boolean;
}

/**
 * Adds a number to an account's suppression list, then cancels the messages to it. It may be repeated. The number is on
 * the list even if cancelling fails, for instance because the upstream does not answer.
 *
 * This misses a message if its request read the list before, and the index does not have the message yet.
 * @throws StoreUnavailableError; the number may be on the list already
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

  /** If the upstream does not answer, the messages that wait for their hand-over are cancelled all the same. */
  const cancelAll = async (open: readonly Message[], deadline: number): Promise<readonly Message[]> => {
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
    const current = await cancelAll(open, deadline);
    const isCanceled = ({ status }: Message) => status === 'canceled';
    return {
      suppression,
      canceled: current.filter(isCanceled),
      notCanceled: current.filter((message) => !isCanceled(message)),
      isComplete,
    };
  };
};

/** DynamoDB reads this many at once. */
const perPage = 100;

/** How many messages are cancelled at most: they take ten calls to the upstream. */
const mostCanceled = 1_000;
