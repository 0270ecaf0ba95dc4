import type * as v from 'valibot';
import type { Account } from '../accounts/account.ts';
import * as operations from '../contract/operations.ts';
import type { sendBody } from '../contract/send.ts';
import { api, endpoint } from '../http/endpoint.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { HttpRequestError, InvalidInputError } from '../http/problems.ts';
import { replyBytes, replyLimit } from '../http/reply-size.ts';
import { sendRequestOf } from '../http/send-request.ts';
import type { SendRules } from '../messages/plan.ts';
import type { Send } from '../messages/send.ts';
import { once } from '../runtime/once.ts';
import { authenticate, send, sendRules } from '../wiring/messages.ts';
import { messageView } from './message-view.ts';

interface Dependencies {
  readonly send: Send;
  readonly rules: (account: Account) => SendRules;
}

/** Answers 202 once the messages are recorded, whatever the upstream makes of them. */
export const sendMessages = ({ send, rules }: Dependencies) =>
  endpoint(operations.sendMessages, async ({ principal: { account }, body, headers, deadline }) => {
    refuseOversizedReply(body);
    const request = sendRequestOf(body, account, readIdempotencyKey(headers['idempotency-key'], refusedKey));
    const { messages, rejected, replayed } = await send(request, rules(account), deadline);
    return {
      body: { messages: messages.map(messageView), rejected },
      headers: replayed ? { 'idempotent-replayed': 'true' } : {},
    };
  });

/** Of a message or a rejection: what is not the same for each recipient, at most. */
const bytesOfRecipient = 1_200;

/** What is the same for each recipient comes back with each. */
const refuseOversizedReply = ({ to, text, reference, metadata }: v.InferOutput<typeof sendBody>): void => {
  const recipients = typeof to === 'string' ? 1 : to.length;
  const most = Math.floor(replyLimit / (bytesOfRecipient + replyBytes([text, reference, metadata])));
  if (recipients <= most) return;
  throw new HttpRequestError(
    413,
    `The answer would be too large: with this text and metadata, send to ${most} recipients at most in one request.`,
  );
};

const refusedKey = (detail: string): Error =>
  new InvalidInputError([{ pointer: 'Idempotency-Key', code: 'invalid', detail }]);

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => [sendMessages({ send: send(), rules: sendRules() })]),
);
