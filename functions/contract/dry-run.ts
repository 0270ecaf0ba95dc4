import * as v from 'valibot';
import { described, integer, time } from './fields.ts';
import { encoding } from './message.ts';
import { replacement } from './send.ts';

export const sendParameters = v.strictObject({
  dryRun: v.exactOptional(
    described(v.picklist(['true', 'false']), 'Answer with what would be, and record, charge and send nothing.'),
    'false',
  ),
});

export const recipientPreview = v.object({
  index: described(integer, 'Position in the request’s `to`, or `recipients`.'),
  to: described(v.string(), 'E.164; what is no number as it came, in 64 characters at most.'),
  country: described(v.nullable(v.string()), 'ISO 3166-1 alpha-2.'),
  verdict: described(
    v.string(),
    '`send`; or else the code by which it would be in `rejected`, or `rate_limited` or `insufficient_credit`.',
  ),
  detail: described(v.nullable(v.string()), 'What keeps it from being sent.'),
  encoding: described(v.nullable(encoding), '`null`: its values give no text.'),
  segments: v.nullable(integer),
  credits: described(integer, 'What your account would be charged; 0 where it is not metered.'),
  sendAt: described(v.nullable(time), 'When it would be handed to the gateway, or is scheduled for there.'),
});

export const characterCount = v.object({
  character: described(v.string(), 'As it is shown: an emoji may be several joined.'),
  count: integer,
});

export const dryRunReply = v.object({
  recipients: described(v.array(recipientPreview), 'All of the request’s, in its order.'),
  replaced: described(v.array(replacement), 'With the encoding `smart`: what would be replaced in the texts.'),
  ucs2Characters: described(
    v.array(characterCount),
    'Up to ten characters outside GSM-7: each of them alone turns its text to UCS-2, which halves what fits a segment.',
  ),
  credits: described(integer, 'Of all recipients.'),
});
