import type * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import type { SendRequest } from '../messages/plan.ts';
import type { sendBody } from './contract.ts';

/** What an account asks for in the terms of the message service; its default sender stands in for none. */
export const sendRequestOf = (
  body: v.InferOutput<typeof sendBody>,
  account: Account,
  idempotencyKey: string | undefined,
): SendRequest => {
  const { to, scheduledAt, sender = account.sender, ...content } = body;
  return {
    ...content,
    account: account.id,
    to: typeof to === 'string' ? [to] : to,
    ...(sender !== undefined && { sender }),
    ...(scheduledAt !== undefined && { scheduledAt: new Date(scheduledAt) }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    asked: body,
  };
};
