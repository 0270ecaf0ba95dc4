import * as v from 'valibot';
import { accountIdPattern } from '../accounts/account.ts';
import { sendBody } from '../api/contract.ts';

/** The event that asks for a message: `SMS Send Requested`, with the body of `POST /v1/messages` and an account. */
export const requestedDetailType = 'SMS Send Requested';

export const requestedDetail = v.strictObject({
  ...sendBody.entries,
  account: v.pipe(v.string(), v.regex(accountIdPattern, 'An account id looks like acc_ and 22 characters.')),
});

/** The event around it: its id is what makes it safe that an event may come twice. */
export const requestedEvent = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  source: v.string(),
  detail: v.unknown(),
});
