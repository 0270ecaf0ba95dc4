import * as operations from '../contract/operations.ts';
import type { Status } from '../contract/statuses.ts';
import { api, endpoint } from '../http/endpoint.ts';
import { NotCancelableError } from '../http/problems.ts';
import type { Cancel } from '../messages/cancel.ts';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/ports.ts';
import { once } from '../runtime/once.ts';
import { authenticate, cancel, messageStore } from '../wiring/messages.ts';
import { messageView } from './message-view.ts';
import { findMany, findOne } from './own-messages.ts';

interface Dependencies {
  readonly store: Pick<MessageStore, 'find'>;
  readonly cancel: Cancel;
}

/** Answers with the cancelled message, even if it was cancelled before. */
export const cancelMessage = ({ store, cancel }: Dependencies) =>
  endpoint(operations.cancelMessage, async ({ principal, path, deadline }) => {
    const message = await findOne(store, principal.account.id, path['id']);
    const [current = message] = await cancel([message], deadline);
    if (current.status !== 'canceled') throw new NotCancelableError(notCancelable(current).detail);
    return { body: messageView(current) };
  });

/** Cancels the messages that can be cancelled, and says why for each id that cannot. */
export const cancelMessages = ({ store, cancel }: Dependencies) =>
  endpoint(operations.cancelMessages, async ({ principal, body: { ids }, deadline }) => {
    const { messages, errors } = await findMany(store, principal.account.id, ids);
    const current = await cancel(messages, deadline);
    const canceled = current.filter(({ status }) => status === 'canceled');
    const others = current.filter(({ status }) => status !== 'canceled');
    return { body: { messages: canceled.map(messageView), errors: [...others.map(notCancelable), ...errors] } };
  });

const notCancelable = ({ id, status }: Message) => ({ id, code: 'not_cancelable', detail: whyNotCancelable(status) });

const whyNotCancelable = (status: Status): string => {
  if (status === 'submitting') return 'The message is being handed over to the gateway. Try again in a moment.';
  if (status === 'scheduled') return 'The gateway has not confirmed that the message is cancelled. Try again.';
  return `The message can no longer be cancelled: it is "${status}".`;
};

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => {
    const dependencies = { store: messageStore(), cancel: cancel() };
    return [cancelMessage(dependencies), cancelMessages(dependencies)];
  }),
);
