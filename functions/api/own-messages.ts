import { MessageNotFoundError } from '../messages/errors.ts';
import { findOwn } from '../messages/find-own.ts';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/ports.ts';

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
