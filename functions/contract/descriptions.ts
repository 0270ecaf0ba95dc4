import * as v from 'valibot';
import { accountReply, keyReply } from './accounts.ts';
import { idProblem, idsBody, messagesReply } from './by-id.ts';
import { characterCount, dryRunReply, recipientPreview } from './dry-run.ts';
import { healthReply } from './health.ts';
import { listReply } from './list.ts';
import { historyEntry, message, messageId } from './message.ts';
import { normalizeBody, normalizeReply } from './numbers.ts';
import type { ReplyHeader, RequestHeader } from './operation.ts';
import type * as operations from './operations.ts';
import { inputProblem, problemReply } from './problem-reply.ts';
import { rejection, replacement, sendBody, sendReply } from './send.ts';
import { statisticsCounts, statisticsPeriod, statisticsReply } from './statistics.ts';
import { suppressBody, suppression, suppressionsReply, suppressReply } from './suppressions.ts';
import {
  attempt,
  deliveriesReply,
  delivery,
  deliveryId,
  redeliverBody,
  redeliverReply,
  rotatedWebhook,
  testReply,
  webhook,
  webhookBody,
  webhookChanges,
  webhookId,
  webhooksReply,
  webhookWithSecret,
} from './webhooks.ts';

/** What the OpenAPI document says to people, in the order in which it says it. */

/** The types of the document, and so of generated clients, by name: what is sent to us, and what we answer. */
export const requestTypes = {
  SendRequest: sendBody,
  MessageIds: idsBody,
  SuppressRequest: suppressBody,
  CreateWebhook: webhookBody,
  ChangeWebhook: webhookChanges,
  RedeliverFailed: redeliverBody,
  NormalizeRequest: normalizeBody,
} as const;
export const replyTypes = {
  Message: message,
  HistoryEntry: historyEntry,
  SendReply: sendReply,
  DryRun: dryRunReply,
  RecipientPreview: recipientPreview,
  CharacterCount: characterCount,
  Rejection: rejection,
  Replacement: replacement,
  MessagesReply: messagesReply,
  MessageProblem: idProblem,
  MessagePage: listReply,
  Suppression: suppression,
  SuppressReply: suppressReply,
  SuppressionPage: suppressionsReply,
  Webhook: webhook,
  WebhookWithSecret: webhookWithSecret,
  RotatedWebhook: rotatedWebhook,
  Webhooks: webhooksReply,
  TestedWebhook: testReply,
  Delivery: delivery,
  DeliveryAttempt: attempt,
  DeliveryPage: deliveriesReply,
  Redelivery: redeliverReply,
  Statistics: statisticsReply,
  StatisticsPeriod: statisticsPeriod,
  StatisticsCounts: statisticsCounts,
  Key: keyReply,
  Account: accountReply,
  NormalizedNumber: normalizeReply,
  Health: healthReply,
  Problem: problemReply,
  FieldProblem: inputProblem,
} as const;

export const tags = {
  Messages: 'Send messages, see what became of them, cancel them.',
  Statistics: 'How many messages there were, and what became of them.',
  Suppressions: 'Numbers that nothing is sent to.',
  Webhooks: 'News of your messages, posted to your own servers.',
  Account: 'Who you are here, and your credits.',
  Numbers: 'How phone numbers are read.',
  Service: 'The service itself.',
} as const;

export interface Description {
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description: string;
  /** What to try the operation with. */
  readonly example?: object;
  readonly reply: string;
  readonly preview?: string;
}

export const descriptions = {
  sendMessages: {
    tag: 'Messages',
    summary: 'Send a message',
    description:
      'Records one message per recipient and hands them to the gateway. 202 says that they are recorded: each ' +
      "message's `status` tells what became of it so far. A recipient that cannot be reached is listed in `rejected`. " +
      'More than 25 texts that differ are handed over in the background, 50 a second: their messages are `submitting` until then. ' +
      'With `dryRun`, nothing is done, and 200 tells what would be.',
    example: { to: '+41791234567', text: 'Hello', reference: 'first' },
    reply: 'The messages, as recorded',
    preview: 'To a dry run: what would be. Nothing was done',
  },
  listMessages: {
    tag: 'Messages',
    summary: 'List messages',
    description:
      'Newest first. Where the deployment has an index for it, a filter finds a message at once, however many there are: ' +
      '`reference`, `to`, or `status` for `failed`, `expired` and `indeterminate`. A page may hold fewer messages than `limit`, as where more would be too ' +
      'large an answer, or where a filter without an index looks through many: follow `cursor` until it is `null`. ' +
      'A message may take a moment to appear; by its id it is found at once.',
    reply: 'One page',
  },
  getMessage: {
    tag: 'Messages',
    summary: 'Get a message',
    description: 'As recorded; with `refresh`, as the gateway has it now.',
    reply: 'The message',
  },
  queryMessages: {
    tag: 'Messages',
    summary: 'Get many messages, live from the gateway',
    description:
      'Asks the gateway about up to 100 messages. Ids for which that is not possible are in `errors`; those with ' +
      '`reply_too_large` have room in the answer to another request.',
    reply: 'The messages, as the gateway has them now',
  },
  cancelMessage: {
    tag: 'Messages',
    summary: 'Cancel a message',
    description: 'Cancels a message that has not been sent yet. Cancelling one again answers the same.',
    reply: 'The cancelled message',
  },
  cancelMessages: {
    tag: 'Messages',
    summary: 'Cancel many messages',
    description:
      'Cancels up to 100 messages, each as if alone. Those that cannot be cancelled are in `errors`; those with ' +
      '`reply_too_large` have room in the answer to another request, and were not cancelled.',
    reply: 'The messages that are cancelled now',
  },
  putSuppression: {
    tag: 'Suppressions',
    summary: 'Suppress a number',
    description:
      'From now on nothing is sent to the number for your account, by whatever door: as a recipient it is in `rejected`, ' +
      'and what waits is cancelled. So are messages that the gateway holds for later; the answer tells which could not be. ' +
      'One that is being sent at the same moment may be missed. The number is on the list also where the gateway does not ' +
      'answer. The same request again keeps the entry, and tries again to cancel.',
    reply: 'The entry, and what became of the messages to the number',
  },
  getSuppression: {
    tag: 'Suppressions',
    summary: 'Get the entry of a number',
    description: 'Since when nothing is sent to the number, and why.',
    reply: 'The entry',
  },
  deleteSuppression: {
    tag: 'Suppressions',
    summary: 'Take a number off the list',
    description: 'Messages to it are sent again from now on. Those that were cancelled stay so.',
    reply: 'The entry that it had',
  },
  listSuppressions: {
    tag: 'Suppressions',
    summary: 'List suppressed numbers',
    description: 'By number.',
    reply: 'One page',
  },
  createWebhook: {
    tag: 'Webhooks',
    summary: 'Add a webhook',
    description:
      'From now on the news of your messages is posted to this address, signed as Standard Webhooks has it. Keep the ' +
      '`secret`: it is not shown again, but to the same request under its `Idempotency-Key`.',
    example: { url: 'https://shop.example.com/sms-news' },
    reply: 'The webhook, with its secret',
  },
  listWebhooks: {
    tag: 'Webhooks',
    summary: 'List webhooks',
    description: 'All of your account, the oldest first, without their secrets.',
    reply: 'The webhooks',
  },
  getWebhook: {
    tag: 'Webhooks',
    summary: 'Get a webhook',
    description: 'Where it posts to, what, and whether that works.',
    reply: 'The webhook',
  },
  changeWebhook: {
    tag: 'Webhooks',
    summary: 'Change a webhook',
    description: 'What is left out stays as it is. A new address is tried within a minute, whatever waits for it.',
    reply: 'The webhook',
  },
  deleteWebhook: {
    tag: 'Webhooks',
    summary: 'Delete a webhook',
    description: 'Nothing is posted to it any more, and what was still to be delivered is not.',
    reply: 'The webhook that it was',
  },
  rotateSecret: {
    tag: 'Webhooks',
    summary: 'Change the secret of a webhook',
    description: 'Deliveries are signed with both secrets, the new one and that of before, for 24 hours.',
    reply: 'The webhook, with its new secret',
  },
  testWebhook: {
    tag: 'Webhooks',
    summary: 'Test a webhook',
    description:
      'Posts an event of type `test` now, once, also to a webhook that is disabled, and tells what was answered. Your ' +
      'account can have one test under way at a time.',
    reply: 'What the receiver said',
  },
  listDeliveries: {
    tag: 'Webhooks',
    summary: 'List the deliveries of a webhook',
    description:
      'Newest first, with each attempt. Deliveries are kept for 30 days. A page may hold fewer than `limit`, even none, ' +
      'before the last: follow `cursor` until it is `null`.',
    reply: 'One page',
  },
  redeliver: {
    tag: 'Webhooks',
    summary: 'Deliver once more',
    description:
      'Whatever became of it, it is tried now, with the same `webhook-id`, and again as a new one would be. One that is ' +
      'pending is left as it is.',
    reply: 'The delivery, pending',
  },
  redeliverFailed: {
    tag: 'Webhooks',
    summary: 'Deliver what has failed',
    description: 'All deliveries that have failed, of events that occurred since. It is done in the background.',
    reply: 'Which will be delivered',
  },
  listMessageDeliveries: {
    tag: 'Webhooks',
    summary: "List the deliveries of a message's news",
    description: 'Over all webhooks, newest first. A delivery may take a moment to appear.',
    reply: 'One page',
  },
  getStatistics: {
    tag: 'Statistics',
    summary: 'Count messages',
    description:
      'How many messages your account created in each hour or day, by what has become of them until now. Periods are whole: ' +
      '`from` is taken back to the beginning of its period, and `until` on to the end. Up to 31 days by `hour`, and 92 by `day`. ' +
      'Counts follow within seconds, and are kept for 400 days. They are for looking at, not for bills: where a process of ours ' +
      'dies, a batch of up to 500 changes may be counted twice, and where the store does not answer, not at all. The list of ' +
      'messages is what counts.',
    reply: 'The counts',
  },
  getKey: {
    tag: 'Account',
    summary: 'Get the key that you call with',
    description: 'What it may be used for, and whose it is.',
    reply: 'The key',
  },
  getAccount: {
    tag: 'Account',
    summary: 'Get your account',
    description: "Your account, and the state of the deployment's account at the gateway.",
    reply: 'The account',
  },
  normalizeNumber: {
    tag: 'Numbers',
    summary: 'Normalize a phone number',
    description: 'How this service and the gateway read a number, and whether messages are sent to it.',
    example: { number: '079 123 45 67' },
    reply: 'The number, as this service and as the gateway read it',
  },
  getHealth: {
    tag: 'Service',
    summary: 'Check that the API answers',
    description: 'Says nothing of what lies behind the API. Needs no key.',
    reply: 'It does',
  },
} as const satisfies Readonly<Record<keyof typeof operations, Description>>;

/** What is posted to webhooks (the types: webhook-posts.ts), and what a receiver answers. */
export const post = {
  tag: 'Webhooks',
  summary: 'What your receiver is posted',
  description:
    'Signed as [Standard Webhooks](https://www.standardwebhooks.com) has it: verify it with a library of theirs. At least ' +
    'once, in no order: drop a `webhook-id` that you have seen; of a message, the highest `version` is the news.',
  headers: {
    'webhook-id': 'Of the event: the same with each attempt and redelivery.',
    'webhook-timestamp': 'Of this attempt, in seconds since 1970.',
    'webhook-signature': 'One for each secret that signs, with a space between.',
  },
  answers: {
    '2XX': 'Within 15 seconds: it is delivered. Any other answer, also a redirect, has failed; it comes again.',
    410: 'Disables the webhook.',
  },
} as const;

/** By the name between the braces of a path. */
export const pathParameters: Readonly<
  Record<string, { readonly description: string; readonly schema: v.GenericSchema }>
> = {
  id: { description: 'Of the message.', schema: messageId },
  webhook: { description: 'Of the webhook.', schema: webhookId },
  delivery: { description: 'Of the delivery.', schema: deliveryId },
  number: {
    description: 'The phone number: E.164, or national in the region of your account. Of any country, and any kind.',
    schema: v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.metadata({ examples: ['+41791234567'] })),
  },
};

/** A URL has nothing but text: what it means, by the name of the parameter. */
export const queryMeanings: Readonly<Record<string, object>> = {
  limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  refresh: { type: 'boolean', default: false },
  dryRun: { type: 'boolean', default: false },
};

export const requestHeaders: Readonly<
  Record<RequestHeader, { readonly description: string; readonly schema: object }>
> = {
  'Idempotency-Key': {
    description:
      'Makes the request safe to repeat: the same key with the same body answers with what the first run made, as it is ' +
      'now, and sends or adds nothing again. A key is kept as long as that: the messages, or the webhook. Once a webhook ' +
      'is deleted, its key makes a new one.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
};

export const replyHeaders: Readonly<Record<ReplyHeader, { readonly description: string; readonly schema: object }>> = {
  'Idempotent-Replayed': {
    description: 'Present on the answer to a request that had been made before.',
    schema: { type: 'string', const: 'true' },
  },
};
