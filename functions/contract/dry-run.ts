import * as v from 'valibot';
import { described, integer, time } from './fields.ts';
import { encoding } from './message.ts';
import { replacement } from './send.ts';

export const sendParameters = v.strictObject({
  dryRun: v.exactOptional(
    described(
      v.picklist(['true', 'false']),
      'Answer with what the request would do, but record, charge and send nothing.',
    ),
    'false',
  ),
});

export const recipientPreview = v.object({
  index: described(integer, 'Position in `to` or `recipients` of the request, from 0.'),
  to: described(v.string(), 'E.164. If it is not a phone number: what the request has, cut to 64 characters.'),
  country: described(v.nullable(v.string()), 'ISO 3166-1 alpha-2.'),
  verdict: described(
    v.string(),
    '`send`, or why no message would be sent: the code that `rejected` would have, `rate_limited` or ' +
      '`insufficient_credit`.',
  ),
  detail: described(v.nullable(v.string()), 'Why no message would be sent.'),
  encoding: described(v.nullable(encoding), '`null`: the values of this recipient give no text.'),
  segments: v.nullable(integer),
  credits: described(integer, 'What your account would be charged; 0 if it is not metered.'),
  sendAt: described(
    v.nullable(time),
    'When the message would be handed over to the gateway, or the time it is scheduled for.',
  ),
});

export const characterCount = v.object({
  character: described(v.string(), 'As it is displayed: an emoji may be several characters joined.'),
  count: integer,
});

export const dryRunReply = v.object({
  recipients: described(v.array(recipientPreview), 'All recipients of the request, in its order.'),
  replaced: described(v.array(replacement), 'With the encoding `smart`: what would be replaced in the texts.'),
  ucs2Characters: described(
    v.array(characterCount),
    'Up to ten characters outside GSM-7. A single one makes its text UCS-2, of which less than half as much fits ' +
      'a segment.',
  ),
  credits: described(integer, 'The sum over all recipients.'),
});
