import * as v from 'valibot';
import { notXml } from './characters.ts';
import { described, limitedText } from './fields.ts';

export const normalizeBody = v.strictObject({
  number: described(
    v.pipe(
      limitedText(64),
      v.check(
        (text) => !notXml.test(text),
        'The number contains a character that is not allowed in XML, such as a control character.',
      ),
    ),
    'A phone number, as people write it.',
  ),
});

export const normalizeReply = v.object({
  number: v.nullable(described(v.string(), 'E.164, as textgate reads it. `null`: it is not a phone number.')),
  country: v.nullable(v.string()),
  problem: described(
    v.nullable(v.object({ code: v.string(), detail: v.string() })),
    'Why your account may not send to it. `null`: it may.',
  ),
  gateway: v.object({
    available: described(v.boolean(), '`false`: the gateway did not answer.'),
    number: v.nullable(described(v.string(), 'As the gateway reads it (`clean_number`).')),
  }),
});
