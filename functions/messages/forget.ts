import { StoreUnavailableError } from './errors.ts';
import { type Message, withoutTaken } from './message.ts';
import type { MessageList, MessageStore } from './ports.ts';
import { isBeforeHandOver } from './status.ts';
import { changesOf } from './transition.ts';

/** The recipient of a forgotten record. No list may be filtered by it. */
export const forgottenRecipient = 'forgotten';

export interface ForgetReport {
  /** How many records have lost their recipient, text and metadata. */
  readonly forgotten: number;
  /** The ids of forgotten messages that the upstream has scheduled: it will send them all the same. */
  readonly scheduled: readonly string[];
  /**
   * The ids of messages that still wait for their hand-over. They keep text and recipient, which the hand-over needs.
   */
  readonly waiting: readonly string[];
}

/**
 * Removes a number (E.164) and all that was sent to it from an account's records. If it is interrupted, repeat it: it
 * finds only the records that still have the number.
 * @throws StoreUnavailableError
 */
export type Forget = (account: string, number: string) => Promise<ForgetReport>;

interface Dependencies {
  readonly list: MessageList['list'];
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
}

/** The largest page that the list gives. */
const messagesAtOnce = 100;

/** No caller waits for this, so a busy store gets more time than in a request. */
const patienceMillis = 30_000;

export const createForget = ({ list, store }: Dependencies): Forget => {
  /**
   * Forgets the messages of a page that may be forgotten, and returns them. Reads messages again that changed
   * meanwhile.
   */
  const forgetPage = async (page: readonly Message[], number: string): Promise<readonly Message[]> => {
    const forgotten: Message[] = [];
    for (let remaining = page; remaining.length > 0; ) {
      const changes = changesOf(remaining, afterForgetting);
      const outcomes = changes.length === 0 ? [] : await store.apply(changes, patienceMillis);
      if (outcomes.includes('unavailable'))
        throw new StoreUnavailableError(
          'The database did not take all changes. Run this again: it continues where it stopped.',
        );
      forgotten.push(...changes.filter((_, index) => outcomes[index] === 'applied').map(({ after }) => after));
      const stale = changes.filter((_, index) => outcomes[index] === 'stale').map(({ before }) => before.id);
      const reread = stale.length === 0 ? [] : [...(await store.find(stale)).values()];
      remaining = reread.filter(({ to }) => to === number);
    }
    return forgotten;
  };

  const forgetListed = async (account: string, to: string) => {
    const forgotten: Message[] = [];
    const waiting: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ account, to, limit: messagesAtOnce, ...(cursor !== undefined && { cursor }) });
      forgotten.push(...(await forgetPage(page.messages, to)));
      waiting.push(...page.messages.filter(({ status }) => isBeforeHandOver(status)).map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return { forgotten, waiting };
  };

  return async (account, number) => {
    let forgotten = 0;
    const scheduled: string[] = [];
    // The list lags behind the records. So this goes through it until nothing in it is left to forget.
    for (;;) {
      const found = await forgetListed(account, number);
      forgotten += found.forgotten.length;
      scheduled.push(...found.forgotten.filter(({ status }) => status === 'scheduled').map(({ id }) => id));
      if (found.forgotten.length === 0) return { forgotten, scheduled, waiting: found.waiting };
    }
  };
};

/**
 * The record without recipient, text and metadata; `undefined` if the message still waits for its hand-over. The times
 * stay as they are and no event is published, because the message itself did not change.
 *
 * The first record of a request also loses its list of recipients. If the request was cut off and is repeated, the
 * recipients that have no record are then answered as `not_sent`.
 */
export const afterForgetting = (message: Message): Message | undefined => {
  if (isBeforeHandOver(message.status)) return undefined;
  const { text: _text, metadata: _metadata, ...rest } = withoutTaken(message);
  return { ...rest, to: forgottenRecipient, version: message.version + 1 };
};
