import * as v from 'valibot';
import { described, integer } from './fields.ts';
import { scopes } from './scopes.ts';

export const accountReply = v.object({
  id: v.string(),
  name: v.string(),
  groupId: described(v.string(), "The account's group UUID."),
  credits: described(
    v.nullable(integer),
    'The credits of your account: a message costs one per segment. Below zero in overdraft. `null`: the account ' +
      'is not metered.',
  ),
  gateway: v.object({
    available: described(v.boolean(), '`false`: the gateway did not answer, so the other fields are `null`.'),
    authenticated: described(v.nullable(v.boolean()), "Whether the gateway accepts this deployment's credentials."),
    credits: v.nullable(described(integer, 'Credits left at the gateway.')),
    status: v.nullable(v.picklist(['regular', 'free'])),
    groupId: v.nullable(v.string()),
  }),
});

export const keyReply = v.object({
  id: described(v.string(), 'The id by which an administrator knows the key. The key itself is never shown.'),
  scopes: described(v.array(v.picklist(scopes)), 'What the key may be used for.'),
  account: v.object({ id: v.string(), name: v.string() }),
});
