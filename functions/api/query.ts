import * as operations from '../contract/operations.ts';
import { api, endpoint } from '../http/endpoint.ts';
import type { MessageStore } from '../messages/ports.ts';
import type { Refresh } from '../messages/refresh.ts';
import { once } from '../runtime/once.ts';
import { authenticate, messageStore, refresh } from '../wiring/messages.ts';
import { messageView } from './message-view.ts';
import { findMany, findOne } from './own-messages.ts';

interface Dependencies {
  readonly store: Pick<MessageStore, 'find'>;
  readonly refresh: Refresh;
}

/** One message as recorded; with `?refresh=true`, as the upstream has it now. */
export const getMessage = ({ store, refresh }: Dependencies) =>
  endpoint(operations.getMessage, async ({ principal, path, query, deadline }) => {
    const recorded = await findOne(store, principal.account.id, path['id']);
    const [current = recorded] = query.refresh === 'true' ? await refresh([recorded], deadline) : [];
    return { body: messageView(current) };
  });

/** Many messages as the upstream has them now. */
export const queryMessages = ({ store, refresh }: Dependencies) =>
  endpoint(operations.queryMessages, async ({ principal, body: { ids }, deadline }) => {
    const { messages, errors } = await findMany(store, principal.account.id, ids);
    const current = await refresh(messages, deadline);
    return { body: { messages: current.map(messageView), errors } };
  });

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => {
    const dependencies = { store: messageStore(), refresh: refresh() };
    return [getMessage(dependencies), queryMessages(dependencies)];
  }),
);
