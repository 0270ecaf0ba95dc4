import * as v from 'valibot';
import { described, limitedText } from './fields.ts';
import { instantInUtc } from './instants.ts';
import { message } from './message.ts';
import { nextCursor, pageParameters } from './paging.ts';
import { statuses } from './statuses.ts';

export const listParameters = v.strictObject({
  status: v.exactOptional(described(v.picklist(statuses), 'Only messages whose present status is this one.')),
  to: v.exactOptional(
    described(
      v.pipe(
        v.string(),
        v.regex(/^\+[1-9]\d{4,14}$/, 'Give the recipient as E.164: +41791234567. In a URL, write %2B for the `+`.'),
      ),
      'Only messages to this recipient, as E.164.',
    ),
  ),
  reference: v.exactOptional(described(limitedText(100), 'Only messages with this reference.')),
  from: v.exactOptional(described(instantInUtc, 'Only messages created at this time or later.')),
  until: v.exactOptional(described(instantInUtc, 'Only messages created before this time.')),
  ...pageParameters,
});

export const listReply = v.object({
  messages: v.array(message),
  cursor: nextCursor,
});
