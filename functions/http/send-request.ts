import type * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import type { sendBody } from '../contract/send.ts';
import type { SendRequest } from '../messages/plan.ts';
import { shownRecipient } from '../messages/recipient.ts';

/**
 * What an account asks for in the terms of the message service; its default sender stands in for none. `null` for a field is
 * the same as leaving it out, also to the fingerprint.
 */
export const sendRequestOf = (
  body: v.InferOutput<typeof sendBody>,
  account: Account,
  idempotencyKey: string | undefined,
): SendRequest => {
  const { to, text, type, scheduledAt, reference, metadata } = body;
  const sender = body.sender ?? account.sender;
  const content = { text, type, ...(reference != null && { reference }), ...(metadata != null && { metadata }) };
  return {
    ...content,
    account: account.id,
    to: typeof to === 'string' ? [to] : to,
    ...(typeof to !== 'string' && to.length === 1 && { isListOfOne: true }),
    ...(sender !== undefined && { sender }),
    ...(scheduledAt != null && { scheduledAt: new Date(scheduledAt) }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    asked: {
      ...content,
      to: typeof to === 'string' ? to : to.map(askedRecipient),
      ...(body.sender != null && { sender: body.sender }),
      ...(scheduledAt != null && { scheduledAt }),
    },
  };
};

/** What is no text is shown as one, in a list of its own: the number 1 is not the same request as the text "1". */
const askedRecipient = (entry: unknown) => (typeof entry === 'string' ? entry : [shownRecipient(entry)]);
