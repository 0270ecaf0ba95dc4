import * as operations from '../contract/operations.ts';
import { api, endpoint } from '../http/endpoint.ts';
import { countFitting, replyBytes, replyLimit } from '../http/reply-size.ts';
import type { MessageList } from '../messages/ports.ts';
import { once } from '../runtime/once.ts';
import { authenticate, messageList } from '../wiring/messages.ts';
import { statistics } from '../wiring/statistics.ts';
import { messageView } from './message-view.ts';
import { getStatistics } from './statistics.ts';

interface Dependencies {
  readonly list: MessageList;
}

/**
 * An account's messages, newest first. A page may have fewer than `limit`, even none, and still a cursor: for example,
 * if more messages would make the answer too large.
 */
export const listMessages = ({ list }: Dependencies) =>
  endpoint(operations.listMessages, async ({ principal: { account }, query }) => {
    const { messages, cursor = null } = await list.list({ ...query, account: account.id });
    const views = messages.map(messageView);
    const count = countFitting(views, replyLimit, replyBytes);
    const last = messages[count - 1];
    const isCut = count < messages.length && last !== undefined;
    return { body: { messages: views.slice(0, count), cursor: isCut ? list.cursorAfter(last) : cursor } };
  });

/** Called by AWS. The console reads both again and again; in one function, each keeps the other warm. */
export const handler = api(
  authenticate,
  once(() => [listMessages({ list: messageList() }), getStatistics({ statistics: statistics() })]),
);
