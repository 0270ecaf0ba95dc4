import type { Account } from '../accounts/account.ts';
import * as operations from '../contract/operations.ts';
import { api, endpoint } from '../http/endpoint.ts';
import { HttpRequestError } from '../http/problems.ts';
import { countFitting, replyBytes, replyBytesOfRecipient, replyLimit } from '../http/reply-size.ts';
import { sendRequestOf } from '../http/send-request.ts';
import type { DryRun } from '../messages/dry-run.ts';
import type { Message } from '../messages/message.ts';
import type { SendRequest, SendRules } from '../messages/plan.ts';
import { entryAt } from '../messages/recipient.ts';
import type { Send } from '../messages/send.ts';
import { givenValue, namesInText, type Values } from '../messages/template.ts';
import { once } from '../runtime/once.ts';
import { send } from '../wiring/jobs.ts';
import { authenticate, dryRun, sendRules } from '../wiring/messages.ts';
import { dryRunView } from './dry-run-view.ts';
import { givenKey, replayed } from './idempotency.ts';
import { messageView } from './message-view.ts';

interface Dependencies {
  readonly send: Send;
  readonly dryRun: DryRun;
  readonly rules: (account: Account) => SendRules;
}

/**
 * Answers 202 when the messages are recorded, whatever the upstream says; to a dry run, 200 with what the request would
 * do.
 */
export const sendMessages = ({ send, dryRun, rules }: Dependencies) =>
  endpoint(operations.sendMessages, async ({ principal: { account }, body, query, headers, arrivedAt, deadline }) => {
    const request = sendRequestOf(body, account, givenKey(headers), arrivedAt);
    refuseOversizedReply(request);
    if (query.dryRun === 'true') return { preview: dryRunView(await dryRun(request, rules(account))) };
    const { messages, rejected, replaced, replayed: isReplayed } = await send(request, rules(account), deadline);
    return {
      body: { messages: messages.map(viewWithoutHistory), rejected, ...(replaced && { replaced }) },
      headers: replayed(isReplayed),
    };
  });

/**
 * The size of the answer is checked before anything is sent, but a history may have grown when the request is repeated.
 */
const viewWithoutHistory = ({ history: _, ...message }: Message) => messageView(message);

/** Bytes of the longest text that a deployment allows, if every character is a quotation mark. */
const bytesOfLongestText = 6_200;

/** The answer repeats the text, reference and metadata with each recipient, and its values in its text. */
const refuseOversizedReply = (request: SendRequest): void => {
  const { to, text, values, reference, metadata } = request;
  const same = replyBytesOfRecipient + replyBytes([text, reference, metadata]);
  const names = values === undefined ? [] : namesInText(text);
  const bytesFor = (index: number) => same + bytesOfValues(names, [entryAt(request, index).values ?? {}, values ?? {}]);
  const most = countFitting([...to.keys()], replyLimit, bytesFor);
  if (to.length <= most) return;
  throw new HttpRequestError(
    413,
    `With this text and metadata the answer would be too large. Send to at most ${most} recipients in one request.`,
  );
};

/** Only texts and numbers come into a text. The loop stops when the text is as long as it can be. */
const bytesOfValues = (names: readonly string[], sources: readonly Values[]): number => {
  let bytes = 0;
  for (const name of names) {
    const value = givenValue(name, sources);
    if (typeof value === 'string' || typeof value === 'number') bytes += replyBytes(value);
    if (bytes >= bytesOfLongestText) return bytesOfLongestText;
  }
  return bytes;
};

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => [sendMessages({ send: send(), dryRun: dryRun(), rules: sendRules() })]),
);
