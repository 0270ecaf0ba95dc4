import { isMessageId } from './ids.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './ports.ts';

/** Finds an account's messages. Another account's are not found, in the same words as those that do not exist. */
export const findOwn = async (
  store: Pick<MessageStore, 'find'>,
  account: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Message>> => {
  const found = await store.find([...new Set(ids)].filter(isMessageId));
  return new Map([...found].filter(([, message]) => message.account === account));
};
