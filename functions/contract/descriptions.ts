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

/** The words of the OpenAPI document, in its order. */

/** The named types of the document, and so of generated clients: bodies of requests, then of replies. */
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
  Suppressions: 'Numbers to which nothing is sent.',
  Webhooks: 'Events about your messages, posted to your own servers.',
  Account: 'Your key, your account and its credits.',
  Numbers: 'How textgate reads phone numbers.',
  Service: 'The service itself.',
} as const;

export interface Description {
  readonly tag: keyof typeof tags;
  readonly summary: string;
  readonly description: string;
  /** A body to try the operation with. */
  readonly example?: object;
  readonly reply: string;
  readonly preview?: string;
}

export const descriptions = {
  sendMessages: {
    tag: 'Messages',
    summary: 'Send a message',
    description:
      'Records one message per recipient and hands them over to the SMS gateway. 202 means that they are ' +
      'recorded; the `status` of each message says how far it has come. A recipient that gets no message is ' +
      'listed in `rejected`, with the reason. If a request has more than 25 different texts, it is handed over in ' +
      'the background, 50 texts a second: until then its messages are `submitting`. With `dryRun`, textgate does ' +
      'nothing and answers 200 with what it would do.',
    example: { to: '+41791234567', text: 'Hello', reference: 'first' },
    reply: 'The messages, as they are recorded',
    preview: 'The answer to a dry run: what the request would do. Nothing was done',
  },
  listMessages: {
    tag: 'Messages',
    summary: 'List messages',
    description:
      'Newest first. A filter for which the deployment has an index finds a message at once, however many there ' +
      'are. There may be indexes for `reference`, for `to`, and for the `status` `failed`, `expired` and ' +
      '`indeterminate`. A page may have fewer messages than `limit`, because the answer would be too large or ' +
      'because a filter without an index looks through many messages: follow `cursor` until it is `null`. A new ' +
      'message may take a moment to appear in the list; by its id it is found at once.',
    reply: 'One page',
  },
  getMessage: {
    tag: 'Messages',
    summary: 'Get a message',
    description: 'The message as textgate has recorded it; with `refresh`, as the gateway has it now.',
    reply: 'The message',
  },
  queryMessages: {
    tag: 'Messages',
    summary: 'Get many messages, live from the gateway',
    description:
      'Asks the gateway about up to 100 messages. Ids for which this is not possible are in `errors`. The answer ' +
      'had no room for those with the code `reply_too_large`: ask for them in another request.',
    reply: 'The messages, as the gateway has them now',
  },
  cancelMessage: {
    tag: 'Messages',
    summary: 'Cancel a message',
    description: 'Cancels a message that has not been sent yet. Cancelling it again gives the same answer.',
    reply: 'The cancelled message',
  },
  cancelMessages: {
    tag: 'Messages',
    summary: 'Cancel many messages',
    description:
      'Cancels up to 100 messages, independently of each other. Those that cannot be cancelled are in `errors`. ' +
      'The answer had no room for those with the code `reply_too_large`: they were not cancelled; cancel them in ' +
      'another request.',
    reply: 'The messages that are cancelled now',
  },
  putSuppression: {
    tag: 'Suppressions',
    summary: 'Suppress a number',
    description:
      'From now on your account sends nothing to this number, through any interface. As a recipient, the ' +
      'number is listed in `rejected`. Messages that wait, and those that the gateway holds for later, are ' +
      'cancelled; the answer lists those that could not be cancelled. A message that is being sent at this very ' +
      'moment may be missed. The number is on the list even if the gateway does not answer. Repeating the request ' +
      'keeps the entry and tries again to cancel.',
    reply: 'The entry, and the outcome for the messages to the number',
  },
  getSuppression: {
    tag: 'Suppressions',
    summary: 'Get the entry of a number',
    description: 'Since when nothing is sent to this number, and why.',
    reply: 'The entry',
  },
  deleteSuppression: {
    tag: 'Suppressions',
    summary: 'Take a number off the list',
    description: 'From now on messages to the number are sent again. Messages that were cancelled stay cancelled.',
    reply: 'The entry that was on the list',
  },
  listSuppressions: {
    tag: 'Suppressions',
    summary: 'List suppressed numbers',
    description: 'In the order of their numbers.',
    reply: 'One page',
  },
  createWebhook: {
    tag: 'Webhooks',
    summary: 'Add a webhook',
    description:
      'From now on textgate posts events about your messages to this address, signed as Standard Webhooks ' +
      'specifies. Keep the `secret`: only the same request with the same `Idempotency-Key` shows it again.',
    example: { url: 'https://shop.example.com/sms-news' },
    reply: 'The webhook, with its secret',
  },
  listWebhooks: {
    tag: 'Webhooks',
    summary: 'List webhooks',
    description: 'All webhooks of your account, the oldest first, without their secrets.',
    reply: 'The webhooks',
  },
  getWebhook: {
    tag: 'Webhooks',
    summary: 'Get a webhook',
    description: 'Its address and events, and whether posting to it works.',
    reply: 'The webhook',
  },
  changeWebhook: {
    tag: 'Webhooks',
    summary: 'Change a webhook',
    description:
      'Fields that you leave out stay as they are. A new address is tried within a minute, even while deliveries ' +
      'wait to be retried.',
    reply: 'The webhook',
  },
  deleteWebhook: {
    tag: 'Webhooks',
    summary: 'Delete a webhook',
    description: 'Nothing is posted to it any more. Pending deliveries are dropped.',
    reply: 'The deleted webhook',
  },
  rotateSecret: {
    tag: 'Webhooks',
    summary: 'Change the secret of a webhook',
    description: 'For 24 hours deliveries are signed with both secrets, the new and the previous one.',
    reply: 'The webhook, with its new secret',
  },
  testWebhook: {
    tag: 'Webhooks',
    summary: 'Test a webhook',
    description:
      'Posts an event of type `test` once, now, and answers with what the receiver said. A disabled webhook can ' +
      'be tested, too. Your account can run one test at a time.',
    reply: 'The answer of the receiver',
  },
  listDeliveries: {
    tag: 'Webhooks',
    summary: 'List the deliveries of a webhook',
    description:
      'Newest first, with their attempts. Deliveries are kept for 30 days. A page before the last may have fewer ' +
      'deliveries than `limit`, even none: follow `cursor` until it is `null`.',
    reply: 'One page',
  },
  redeliver: {
    tag: 'Webhooks',
    summary: 'Redeliver a delivery',
    description:
      'Posts the event again now, with the same `webhook-id`, whether it was delivered or failed. If that fails, ' +
      'it is retried like a new delivery. A delivery that is pending is left as it is.',
    reply: 'The delivery, pending',
  },
  redeliverFailed: {
    tag: 'Webhooks',
    summary: 'Redeliver what failed',
    description: 'Redelivers, in the background, all failed deliveries of events that occurred at `since` or later.',
    reply: 'The range of events that will be redelivered',
  },
  listMessageDeliveries: {
    tag: 'Webhooks',
    summary: "List the deliveries of a message's events",
    description: 'To all webhooks, newest first. A new delivery may take a moment to appear.',
    reply: 'One page',
  },
  getStatistics: {
    tag: 'Statistics',
    summary: 'Count messages',
    description:
      'How many messages your account created in each hour or day, by their present status. Periods are whole: ' +
      '`from` is moved back to the beginning of its period and `until` forward to the end. At most 31 days by ' +
      '`hour` and 92 by `day`. Counts follow within seconds and are kept for 400 days. Do not use them for bills: ' +
      'if a process of textgate dies, a batch of up to 500 changes may be counted twice; if the database does not ' +
      'answer, it may not be counted. The list of messages is exact.',
    reply: 'The counts',
  },
  getKey: {
    tag: 'Account',
    summary: 'Get your API key',
    description: 'The scopes and the account of the key that you call with.',
    reply: 'The key',
  },
  getAccount: {
    tag: 'Account',
    summary: 'Get your account',
    description: "Your account, and the state of the deployment's account at the SMS gateway.",
    reply: 'The account',
  },
  normalizeNumber: {
    tag: 'Numbers',
    summary: 'Normalize a phone number',
    description: 'How textgate and the gateway read a phone number, and whether your account may send to it.',
    example: { number: '079 123 45 67' },
    reply: 'The number as textgate and as the gateway read it',
  },
  getHealth: {
    tag: 'Service',
    summary: 'Check that the API answers',
    description: 'Needs no key. Checks nothing behind the API.',
    reply: 'The API answers',
  },
} as const satisfies Readonly<Record<keyof typeof operations, Description>>;

/** A post to a webhook, and the answers of its receiver. The types are in webhook-posts.ts. */
export const post = {
  tag: 'Webhooks',
  summary: 'What textgate posts to your receiver',
  description:
    'Signed as [Standard Webhooks](https://www.standardwebhooks.com) specifies: verify it with one of its ' +
    'libraries. Events come at least once and in any order. Ignore a `webhook-id` that you have seen. Of the ' +
    'events of a message, the one with the highest `version` is the newest.',
  headers: {
    'webhook-id': 'The id of the event: the same in each attempt and redelivery.',
    'webhook-timestamp': 'When this attempt was made, in seconds since 1970.',
    'webhook-signature': 'One signature for each valid secret, separated by spaces.',
  },
  answers: {
    '2XX':
      'Within 15 seconds: the event is delivered. Any other answer, even a redirect, is a failure, and textgate ' +
      'tries again.',
    410: 'textgate disables the webhook.',
  },
} as const;

/** By the name between the braces of a path. */
export const pathParameters: Readonly<
  Record<string, { readonly description: string; readonly schema: v.GenericSchema }>
> = {
  id: { description: 'The id of the message.', schema: messageId },
  webhook: { description: 'The id of the webhook.', schema: webhookId },
  delivery: { description: 'The id of the delivery.', schema: deliveryId },
  number: {
    description:
      'The phone number: E.164, or national in the region of your account. It may be of any country and any type.',
    schema: v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.metadata({ examples: ['+41791234567'] })),
  },
};

/** By the name of a query parameter: its type in the document. The validating schema reads it as text. */
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
      'Makes the request safe to repeat: the same key with the same body sends or adds nothing again, and answers ' +
      'with the messages or the webhook that the first request made, as they are now. The key is kept as long as ' +
      'they are: after a webhook is deleted, its key makes a new one.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
  },
};

export const replyHeaders: Readonly<Record<ReplyHeader, { readonly description: string; readonly schema: object }>> = {
  'Idempotent-Replayed': {
    description: 'Present if the request had been made before, with the same `Idempotency-Key`.',
    schema: { type: 'string', const: 'true' },
  },
};
