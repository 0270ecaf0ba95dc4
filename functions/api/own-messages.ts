import { MessageNotFoundError } from '../messages/errors.ts';
import { isMessageId } from '../messages/ids.ts';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/ports.ts';

/** Finds an account's messages. Another account's are not found, in the same words as those that do not exist. */
export const findOwn = async (
  store: Pick<MessageStore, 'find'>,
  account: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Message>> => {
  const found = await store.find(ids.filter(isMessageId));
  return new Map([...found].filter(([, message]) => message.account === account));
};

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

/** What is said, in a list, of an id that was not found. */
export const notFound = (id: string) => ({ id, code: 'not_found', detail: 'There is no message with this id.' });
