import type { Cancel } from '../../messages/cancel.ts';
import { findOwn } from '../../messages/find-own.ts';
import type { MessageStore } from '../../messages/ports.ts';
import type { Method } from '../method.ts';
import { readTexts } from '../params.ts';

interface Dependencies {
  readonly store: Pick<MessageStore, 'find'>;
  readonly cancel: Cancel;
}

/**
 * A message that was cancelled before counts as cancelled again, so a program that lost the first answer can repeat the
 * call.
 */
export const cancelMessage = ({ store, cancel }: Dependencies): Method => ({
  returns: 'array',
  parameters: [{ name: 'identifier', isList: true }],
  help:
    'Cancels scheduled messages. The result has an array for each identifier: it, and whether the message is ' +
    'cancelled.',
  call: async ({ account, deadline }, [identifier]) => {
    const ids = readTexts(identifier, 'identifier');
    const found = await findOwn(store, account.id, ids);
    const messages = new Map((await cancel([...found.values()], deadline)).map((message) => [message.id, message]));
    return ids.map((id) => [id, messages.get(id)?.status === 'canceled']);
  },
});
