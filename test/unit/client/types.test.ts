import { readFile } from 'node:fs/promises';
import type * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import type * as client from '../../../functions/client/types.ts';
import type { replyTypes, requestTypes } from '../../../functions/contract/descriptions.ts';
import type * as problems from '../../../functions/contract/problems.ts';
import type * as scopes from '../../../functions/contract/scopes.ts';
import type * as statuses from '../../../functions/contract/statuses.ts';
import type * as webhookEvents from '../../../functions/contract/webhook-events.ts';
import type { postedTypes } from '../../../functions/contract/webhook-posts.ts';
import { clientTypes } from '../../../infra/client-types/client-types.ts';

test('the file is what the contract makes of it: else run `npm run client-types`', async () => {
  const file = new URL('../../../functions/client/types.ts', import.meta.url);

  expect(await readFile(file, 'utf8')).toBe(clientTypes());
});

interface Requests {
  SendRequest: client.SendRequest;
  MessageIds: client.MessageIds;
  SuppressRequest: client.SuppressRequest;
  CreateWebhook: client.CreateWebhook;
  ChangeWebhook: client.ChangeWebhook;
  RedeliverFailed: client.RedeliverFailed;
  NormalizeRequest: client.NormalizeRequest;
}

interface Replies {
  Message: client.Message;
  HistoryEntry: client.HistoryEntry;
  SendReply: client.SendReply;
  DryRun: client.DryRun;
  RecipientPreview: client.RecipientPreview;
  CharacterCount: client.CharacterCount;
  Rejection: client.Rejection;
  Replacement: client.Replacement;
  MessagesReply: client.MessagesReply;
  MessageProblem: client.MessageProblem;
  MessagePage: client.MessagePage;
  Suppression: client.Suppression;
  SuppressReply: client.SuppressReply;
  SuppressionPage: client.SuppressionPage;
  Webhook: client.Webhook;
  WebhookWithSecret: client.WebhookWithSecret;
  RotatedWebhook: client.RotatedWebhook;
  Webhooks: client.Webhooks;
  TestedWebhook: client.TestedWebhook;
  Delivery: client.Delivery;
  DeliveryAttempt: client.DeliveryAttempt;
  DeliveryPage: client.DeliveryPage;
  Redelivery: client.Redelivery;
  Statistics: client.Statistics;
  StatisticsPeriod: client.StatisticsPeriod;
  StatisticsCounts: client.StatisticsCounts;
  Key: client.Key;
  Account: client.Account;
  NormalizedNumber: client.NormalizedNumber;
  Health: client.Health;
  Problem: client.Problem;
  FieldProblem: client.FieldProblem;
  MessageEvent: client.MessageEvent;
  SendRejectedEvent: client.SendRejectedEvent;
  CreditsLowEvent: client.CreditsLowEvent;
  TestEvent: client.TestEvent;
}

type Inputs<T> = { [N in keyof T]: T[N] extends v.GenericSchema ? v.InferInput<T[N]> : never };
type Outputs<T> = { [N in keyof T]: T[N] extends v.GenericSchema ? v.InferOutput<T[N]> : never };

/** As it comes to the API: JSON has no `undefined`, and no list that cannot be changed. */
type Parsed<T> = T extends readonly (infer E)[]
  ? Parsed<E>[]
  : T extends object
    ? { [K in keyof T]: Parsed<Exclude<T[K], undefined>> }
    : T;

/** Of what is `unknown` to the validation, the types say more. */
type Known<T> = unknown extends T
  ? never
  : T extends readonly (infer E)[]
    ? Known<E>[]
    : T extends object
      ? { [K in keyof T]: Known<T[K]> }
      : T;

test('what may be given to the API is what it takes', () => {
  expectTypeOf<Parsed<Requests>>().toExtend<Inputs<typeof requestTypes>>();
  expectTypeOf<Known<Inputs<typeof requestTypes>>>().toExtend<
    Omit<Requests, 'SendRequest'> & { SendRequest: client.SendRequestFields }
  >();
});

test('a message goes to somebody, by one of the two ways to say to whom', () => {
  const requests: client.SendRequest[] = [
    { to: '+41791234567', text: 'Hello' },
    { to: null, recipients: [{ to: '+41791234567' }], text: 'Hello' },
    // @ts-expect-error: to nobody
    { text: 'Hello' },
    // @ts-expect-error: to nobody
    { to: null, text: 'Hello' },
    // @ts-expect-error: which of them?
    { to: '+41791234567', recipients: [{ to: '+41791234567' }], text: 'Hello' },
    // @ts-expect-error: a number
    { to: [41791234567], text: 'Hello' },
  ];
  expectTypeOf(requests).not.toBeAny();
});

test('what the API answers and posts is what the types say', () => {
  expectTypeOf<Replies>().toExtend<Outputs<typeof replyTypes & typeof postedTypes>>();
  expectTypeOf<Outputs<typeof replyTypes & typeof postedTypes>>().toExtend<Replies>();
});

test('lists have the members that the contract has', () => {
  expectTypeOf<client.Status>().toEqualTypeOf<statuses.Status>();
  expectTypeOf<client.Scope>().toEqualTypeOf<scopes.Scope>();
  expectTypeOf<client.ProblemType>().toEqualTypeOf<problems.ProblemType>();
  expectTypeOf<client.WebhookEventType>().toEqualTypeOf<webhookEvents.WebhookEventType>();
  expectTypeOf<client.WebhookEventFilter>().toEqualTypeOf<webhookEvents.WebhookEventFilter>();
});

test('an event is narrowed by its type', () => {
  const idOf = (event: client.WebhookEvent) => {
    switch (event.type) {
      case 'send.rejected':
        return event.data.messages;
      case 'credits.low':
        return event.data.threshold;
      case 'test':
        return event.data.webhook;
      default:
        return event.data.previousStatus;
    }
  };

  expectTypeOf<ReturnType<typeof idOf>>().toEqualTypeOf<string[] | number | string | client.Status | null>();
});
