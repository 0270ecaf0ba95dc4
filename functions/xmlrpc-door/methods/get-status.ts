import { StoreUnavailableError, UpstreamUnavailableError } from '../../messages/errors.ts';
import { findOwn } from '../../messages/find-own.ts';
import type { Message } from '../../messages/message.ts';
import type { MessageStore } from '../../messages/ports.ts';
import type { Refresh } from '../../messages/refresh.ts';
import { codesOf, errorText, statusText } from '../../upstream/answer-codes.ts';
import { readZurichClock } from '../../upstream/zurich-time.ts';
import type { XmlRpcStruct, XmlRpcValue } from '../../xmlrpc/value.ts';
import type { Method } from '../method.ts';
import { readTexts } from '../params.ts';

interface Dependencies {
  readonly store: Pick<MessageStore, 'find'>;
  readonly refresh: Refresh;
  readonly clock: () => Date;
}

/** The messages as the upstream has them now, or as recorded if it does not answer. */
export const getStatus = ({ store, refresh, clock }: Dependencies): Method => ({
  returns: 'array',
  parameters: [{ name: 'identifier', isList: true }],
  help:
    'The state of messages. The result has an array for each identifier: it, and a struct (or false if there is no ' +
    'such message). The struct has from, to, length, sent_date, sent_status (an error code), sent_status_text, ' +
    'last_date, last_status (a status code) and last_status_text. Dates are Europe/Zurich.',
  call: async ({ account, deadline }, [identifier]) => {
    const ids = readTexts(identifier, 'identifier');
    const recorded = [...(await findOwn(store, account.id, ids)).values()];
    const current = await refresh(recorded, deadline).catch((error: unknown) => {
      if (error instanceof UpstreamUnavailableError || error instanceof StoreUnavailableError) return recorded;
      throw error;
    });
    const messages = new Map(current.map((message) => [message.id, message]));
    return ids.map((id) => {
      const message = messages.get(id);
      return [id, message === undefined ? false : statusStruct(message, clock())];
    });
  },
});

/** The shape that the upstream's published clients read. */
const statusStruct = (message: Message, now: Date): XmlRpcStruct => {
  const { error, status } = codesOf(message, now);
  return new Map<string, XmlRpcValue>([
    ['from', message.sender ?? ''],
    ['to', message.to.replace('+', '')],
    ['length', message.text?.length ?? 0],
    ['sent_date', readZurichClock(new Date(message.scheduledAt ?? message.createdAt))],
    ['sent_status', error],
    ['sent_status_text', errorText(error)],
    ['last_date', readZurichClock(new Date(message.updatedAt))],
    ['last_status', status],
    ['last_status_text', statusText(status)],
  ]);
};
