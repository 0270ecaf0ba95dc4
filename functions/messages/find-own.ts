import { isMessageId } from './ids.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './ports.ts';

/**
 * Finds an account's messages, in the order asked. Messages of other accounts are left out, as if they did not exist.
 */
export const findOwn = async (
  store: Pick<MessageStore, 'find'>,
  account: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Message>> => {
  const known = [...new Set(ids)].filter(isMessageId);
  const found = await store.find(known);
  const own = known.flatMap((id) => found.get(id) ?? []).filter((message) => message.account === account);
  return new Map(own.map((message) => [message.id, message]));
};
