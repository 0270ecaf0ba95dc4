import { countFitting, replyBytes, replyLimit } from '../http/reply-size.ts';
import { MessageNotFoundError } from '../messages/errors.ts';
import { findOwn } from '../messages/find-own.ts';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/ports.ts';
import { messageView } from './message-view.ts';

/** @throws MessageNotFoundError */
export const findOne = async (
  store: Pick<MessageStore, 'find'>,
  account: string,
  id: string | undefined,
): Promise<Message> => {
  const message = id === undefined ? undefined : (await findOwn(store, account, [id])).get(id);
  if (message === undefined) throw new MessageNotFoundError('There is no message with this id.');
  return message;
};

export const notFound = (id: string) => ({ id, code: 'not_found', detail: 'There is no message with this id.' });

/** For what a message may gain until it is answered: a reason and history entries, or an error. */
const bytesBesides = 1_000;

/**
 * An account's messages by their ids, as many as fit one answer, and an error for each other id. A caller must do
 * nothing with those that do not fit, because the answer could not report the result.
 */
export const findMany = async (store: Pick<MessageStore, 'find'>, account: string, ids: readonly string[]) => {
  const found = await findOwn(store, account, ids);
  const own = [...found.values()];
  const count = countFitting(own, replyLimit, (message) => replyBytes(messageView(message)) + bytesBesides);
  return {
    messages: own.slice(0, count),
    errors: [...own.slice(count).map(replyTooLarge), ...ids.filter((id) => !found.has(id)).map(notFound)],
  };
};

const replyTooLarge = ({ id }: Message) => ({
  id,
  code: 'reply_too_large',
  detail: 'The answer has no room for this message, so nothing was done with it. Give its id in another request.',
});
