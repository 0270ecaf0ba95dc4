import { StoreUnavailableError } from './errors.ts';
import { type Message, withoutTaken } from './message.ts';
import type { MessageList, MessageStore } from './ports.ts';
import { isBeforeHandOver } from './status.ts';
import { changesOf } from './transition.ts';

/** What a forgotten record has for its recipient. No list may ask for it. */
export const forgottenRecipient = 'forgotten';

export interface ForgetReport {
  /** How many records no longer tell to whom a message went, and with what text and metadata. */
  readonly forgotten: number;
  /** The ids of those among them that the upstream has for later, and sends all the same. */
  readonly scheduled: readonly string[];
  /** The ids of messages that are still to be handed over, for which text and recipient are needed. */
  readonly waiting: readonly string[];
}

/**
 * Takes out of an account's records what tells of a number (E.164). It may be repeated: a record that is forgotten is no
 * longer the number's, and so it goes on where it was interrupted.
 * @throws StoreUnavailableError
 */
export type Forget = (account: string, number: string) => Promise<ForgetReport>;

interface Dependencies {
  readonly list: MessageList['list'];
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
}

/** As many as a page of a list has at most. */
const messagesAtOnce = 100;

/** Nobody waits for it: a store that is busy gets more time than a request has. */
const patienceMillis = 30_000;

export const createForget = ({ list, store }: Dependencies): Forget => {
  /** Forgets those of the messages that may be, and returns them. One that has changed meanwhile is read again. */
  const forgetPage = async (page: readonly Message[], number: string): Promise<readonly Message[]> => {
    const forgotten: Message[] = [];
    for (let open = page; open.length > 0; ) {
      const changes = changesOf(open, afterForgetting);
      const outcomes = changes.length === 0 ? [] : await store.apply(changes, patienceMillis);
      if (outcomes.includes('unavailable'))
        throw new StoreUnavailableError(
          'The store did not take all changes. Repeat this: it goes on where it stopped.',
        );
      forgotten.push(...changes.filter((_, index) => outcomes[index] === 'applied').map(({ after }) => after));
      const stale = changes.filter((_, index) => outcomes[index] === 'stale').map(({ before }) => before.id);
      const reread = stale.length === 0 ? [] : [...(await store.find(stale)).values()];
      open = reread.filter(({ to }) => to === number);
    }
    return forgotten;
  };

  /** Goes through all that the list finds of the number. */
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
    // A list lags behind the records: only one in which nothing was left to forget tells what is there.
    for (;;) {
      const found = await forgetListed(account, number);
      forgotten += found.forgotten.length;
      scheduled.push(...found.forgotten.filter(({ status }) => status === 'scheduled').map(({ id }) => id));
      if (found.forgotten.length === 0) return { forgotten, scheduled, waiting: found.waiting };
    }
  };
};

/**
 * The record without what tells of its recipient; `undefined` where the message is still to be handed over. All else stays,
 * the times too, for nothing has happened to the message: no event tells of it. Of a request that was cut off, the first
 * record no longer says who else was to get a message: who repeats it is told of those as not sent.
 */
export const afterForgetting = (message: Message): Message | undefined => {
  if (isBeforeHandOver(message.status)) return undefined;
  const { text: _text, metadata: _metadata, ...rest } = withoutTaken(message);
  return { ...rest, to: forgottenRecipient, version: message.version + 1 };
};
