import * as v from 'valibot';
import { described, limitedText, optional, time } from './fields.ts';
import { messageId } from './message.ts';
import { nextCursor, pageParameters } from './paging.ts';
import { statuses } from './statuses.ts';

/** Characters. */
export const longestReason = 200;

export const suppressBody = v.strictObject({
  reason: optional(
    described(limitedText(longestReason), 'Why, in your own words. Left out: a reason that is there stays.'),
  ),
});

export const suppression = v.object({
  number: described(v.string(), 'E.164.'),
  createdAt: time,
  by: described(v.string(), 'What put it on the list: `key:` and the id of an API key, or `admin`.'),
  reason: v.nullable(v.string()),
});

export const suppressReply = v.object({
  suppression,
  canceled: described(v.array(messageId), 'The messages to this number that are cancelled now.'),
  notCanceled: described(
    v.array(v.object({ id: messageId, status: v.picklist(statuses) })),
    'The others, as recorded: those that have gone out or, `submitting`, are being handed over, and those whose cancellation ' +
      'the gateway has not confirmed.',
  ),
  complete: described(
    v.boolean(),
    '`false`: only the newest of many messages were looked at. Repeat the request; if that says the same, look for those ' +
      'that are `scheduled` in the list of messages.',
  ),
});

export const suppressionsParameters = v.strictObject(pageParameters);

export const suppressionsReply = v.object({ suppressions: v.array(suppression), cursor: nextCursor });
