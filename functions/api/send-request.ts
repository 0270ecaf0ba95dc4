import type * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import type { SendRequest } from '../messages/plan.ts';
import type { sendBody } from './contract.ts';

/** What an account asks for in the terms of the message service; its default sender stands in for none. */
export const sendRequestOf = (
  { to, scheduledAt, sender, ...content }: v.InferOutput<typeof sendBody>,
  account: Account,
  idempotencyKey: string | undefined,
): SendRequest => {
  const chosen = sender ?? account.sender;
  return {
    ...content,
    account: account.id,
    to: typeof to === 'string' ? [to] : to,
    ...(chosen !== undefined && { sender: chosen }),
    ...(scheduledAt !== undefined && { scheduledAt: new Date(scheduledAt) }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
};
