import * as v from 'valibot';
import { described, limitedText, optional, time } from './fields.ts';
import { messageId } from './message.ts';
import { nextCursor, pageParameters } from './paging.ts';
import { statuses } from './statuses.ts';

/** Characters. */
export const longestReason = 200;

export const suppressBody = v.strictObject({
  reason: optional(
    described(limitedText(longestReason), 'Why, in your own words. Left out: the entry keeps the reason it has.'),
  ),
});

export const suppression = v.object({
  number: described(v.string(), 'E.164.'),
  createdAt: time,
  by: described(v.string(), 'Who put it on the list: `key:` and the id of an API key, or `admin`.'),
  reason: v.nullable(v.string()),
});

export const suppressReply = v.object({
  suppression,
  canceled: described(v.array(messageId), 'The messages to this number that are now cancelled.'),
  notCanceled: described(
    v.array(v.object({ id: messageId, status: v.picklist(statuses) })),
    'The other messages, as recorded: already sent, being handed over (`submitting`), or their cancellation is ' +
      'not confirmed by the gateway.',
  ),
  complete: described(
    v.boolean(),
    '`false`: there are many messages, and only the newest were checked. Repeat the request. If `complete` stays ' +
      '`false`, look for `scheduled` messages to this number in the list.',
  ),
});

export const suppressionsParameters = v.strictObject(pageParameters);

export const suppressionsReply = v.object({ suppressions: v.array(suppression), cursor: nextCursor });
