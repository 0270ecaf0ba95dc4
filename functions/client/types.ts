/** Made of the contract by `npm run client-types`: change that, not this file. */

/**
 * What became of a message so far. `delivered`, `failed`, `expired`, `canceled` and `indeterminate` are final.
 * `indeterminate`: nobody knows whether it was sent; it is not sent again.
 */
export type Status =
  | 'accepted'
  | 'submitting'
  | 'scheduled'
  | 'queued'
  | 'submitted'
  | 'on_network'
  | 'delivered'
  | 'failed'
  | 'expired'
  | 'canceled'
  | 'indeterminate';

/** What an API key may be allowed to do. */
export type Scope =
  | 'messages:send'
  | 'messages:read'
  | 'messages:cancel'
  | 'account:read'
  | 'numbers:read'
  | 'suppressions:read'
  | 'suppressions:write'
  | 'webhooks:read'
  | 'webhooks:write';

/** How the `type` of a problem ends, after `urn:textgate:problem:`. */
export type ProblemType =
  | 'invalid-request'
  | 'malformed-request'
  | 'invalid-cursor'
  | 'unauthenticated'
  | 'insufficient-credit'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-cancelable'
  | 'too-many-webhooks'
  | 'secret-rotated-lately'
  | 'webhook-disabled'
  | 'request-in-flight'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'idempotency-key-reused'
  | 'rate-limited'
  | 'internal'
  | 'gateway-unavailable'
  | 'store-unavailable';

/** What may be posted to a webhook; a message’s events are named after its status. */
export type WebhookEventType =
  | 'message.accepted'
  | 'message.submitting'
  | 'message.scheduled'
  | 'message.queued'
  | 'message.submitted'
  | 'message.on_network'
  | 'message.delivered'
  | 'message.failed'
  | 'message.expired'
  | 'message.canceled'
  | 'message.indeterminate'
  | 'send.rejected'
  | 'credits.low';

/** What a webhook may ask for. `message.*` is every status of a message. */
export type WebhookEventFilter =
  | 'message.accepted'
  | 'message.submitting'
  | 'message.scheduled'
  | 'message.queued'
  | 'message.submitted'
  | 'message.on_network'
  | 'message.delivered'
  | 'message.failed'
  | 'message.expired'
  | 'message.canceled'
  | 'message.indeterminate'
  | 'send.rejected'
  | 'credits.low'
  | 'message.*';

export interface SendRequestFields {
  /**
   * One recipient, or a list of up to 1,000: E.164, or national in the region of the account. An invalid entry
   * of a list is rejected; the others get their message. Leave it out if you give `recipients`.
   */
  to?: string | readonly string[] | null | undefined;
  /** In place of `to`: up to 1,000 recipients, each with its own `values`, which override those of the request. */
  recipients?:
    | readonly {
        to: string;
        values?: Readonly<Record<string, string | number | null | undefined>> | undefined;
      }[]
    | null
    | undefined;
  /**
   * The message. Its length is counted in segments. With `values` or `recipients`, `{name}` is a placeholder for
   * the value of that name (1 to 40 letters, digits, `_`, `-` and `.`); write `{{` and `}}` for braces.
   */
  text: string;
  /**
   * What the placeholders of the text stand for: strings, or numbers as JSON writes them (`12.50` becomes 12.5).
   * `null` is the same as no value.
   */
  values?: Readonly<Record<string, string | number | null | undefined>> | null | undefined;
  /**
   * `smart`: if the whole text then fits GSM-7, typographic quotation marks, dashes, spaces and the like become
   * their plain forms, so that more fits a segment. `auto` leaves the text as it is. Left out: the default of
   * the account, or else `auto`.
   */
  encoding?: 'auto' | 'smart' | null | undefined;
  /**
   * From this time on the message is not handed over to the gateway: it ends as `expired`. It must be later than
   * `scheduledAt`, because the gateway sends what it has taken whatever the validity.
   */
  validUntil?: string | null | undefined;
  /**
   * In place of `validUntil`: seconds from the arrival of the request. Left out: the default of the account, if
   * it has one, counted from the time when the message is due.
   */
  validFor?: number | null | undefined;
  /** Up to 11 letters, digits, spaces and `. _ & -`, or up to 15 digits. */
  sender?: string | null | undefined;
  /** When to send the message, at most 366 days ahead. Left out: at once. */
  scheduledAt?: string | null | undefined;
  /** A flash message shows on the screen without being opened. */
  type?: 'text' | 'flash' | null | undefined;
  /** Your own name for the messages of this request, to find them again. */
  reference?: string | null | undefined;
  /** Up to 20 texts of your own, returned with the message and its events. An entry that is `null` is left out. */
  metadata?: Readonly<Record<string, string | null | undefined>> | null | undefined;
}

/** Request of `POST /v1/messages`. */
export type SendRequest = SendRequestFields &
  (
    | { to: NonNullable<SendRequestFields['to']>; recipients?: null | undefined }
    | { recipients: NonNullable<SendRequestFields['recipients']>; to?: null | undefined }
  );

/** Request of `POST /v1/messages/query`, `POST /v1/messages/cancel`. */
export interface MessageIds {
  ids: readonly string[];
}

/** Request of `PUT /v1/suppressions/{number}`. */
export interface SuppressRequest {
  /** Why, in your own words. Left out: the entry keeps the reason it has. */
  reason?: string | null | undefined;
}

/** Request of `POST /v1/webhooks`. */
export interface CreateWebhook {
  /** An https URL on the public internet, with port 443 or 1024 to 65535 and without user or password. */
  url: string;
  /** The events to post. `message.*` stands for every status of a message. */
  events?: readonly WebhookEventFilter[] | null | undefined;
  /** Your own description of the webhook. */
  description?: string | null | undefined;
}

/** Request of `PATCH /v1/webhooks/{webhook}`. */
export interface ChangeWebhook {
  /** An https URL on the public internet, with port 443 or 1024 to 65535 and without user or password. */
  url?: string | undefined;
  /** The events to post. `message.*` stands for every status of a message. */
  events?: readonly WebhookEventFilter[] | undefined;
  /** Your own description of the webhook. `null` removes it. */
  description?: string | null | undefined;
  /** `false`: pending deliveries fail. `true`: they can be redelivered. */
  enabled?: boolean | undefined;
}

/** Request of `POST /v1/webhooks/{webhook}/redeliver`. */
export interface RedeliverFailed {
  /** Redeliver events that occurred at this time or later. */
  since: string;
}

/** Request of `POST /v1/numbers/normalize`. */
export interface NormalizeRequest {
  /** A phone number, as people write it. */
  number: string;
}

/** Query of `GET /v1/messages`. */
export interface MessageQuery {
  /** Only messages whose present status is this one. */
  status?: Status | undefined;
  /** Only messages to this recipient, as E.164. */
  to?: string | undefined;
  /** Only messages with this reference. */
  reference?: string | undefined;
  /** Only messages created at this time or later. */
  from?: string | undefined;
  /** Only messages created before this time. */
  until?: string | undefined;
  /** How many entries a page has at most. */
  limit?: number | undefined;
  /** The `cursor` of the previous page: continues after it. */
  cursor?: string | undefined;
}

/** Query of `GET /v1/suppressions`. */
export interface SuppressionQuery {
  /** How many entries a page has at most. */
  limit?: number | undefined;
  /** The `cursor` of the previous page: continues after it. */
  cursor?: string | undefined;
}

/** Query of `GET /v1/webhooks/{webhook}/deliveries`. */
export interface DeliveryQuery {
  /** How many entries a page has at most. */
  limit?: number | undefined;
  /** The `cursor` of the previous page: continues after it. */
  cursor?: string | undefined;
  /** Only deliveries with this status. */
  status?: 'pending' | 'delivered' | 'failed' | undefined;
}

/** Query of `GET /v1/messages/{id}/deliveries`. */
export interface MessageDeliveryQuery {
  /** How many entries a page has at most. */
  limit?: number | undefined;
  /** The `cursor` of the previous page: continues after it. */
  cursor?: string | undefined;
}

/** Query of `GET /v1/statistics`. */
export interface StatisticsQuery {
  /**
   * Messages created at this time or later. Left out: 24 hours before `until` by `hour`, 30 days before it by
   * `day`.
   */
  from?: string | undefined;
  /** Messages created before this time. Left out: now. */
  until?: string | undefined;
  /** The length of a period. Hours and days are in UTC. */
  by?: 'hour' | 'day' | undefined;
}

/** Reply of `GET /v1/messages/{id}`, `POST /v1/messages/{id}/cancel`. */
export interface Message {
  id: string;
  /** E.164. `forgotten`: the number was deleted on request. */
  to: string;
  status: Status;
  /** Why the message has this status. */
  reason?: {
    code: string;
    text: string;
  };
  /** `null`: the text is not kept. */
  text: string | null;
  type: 'text' | 'flash';
  /** `null`: the default sender at the gateway. */
  sender: string | null;
  /** How many SMS parts the text takes; each is charged. */
  segments: number;
  encoding: 'gsm-7' | 'ucs-2';
  reference: string | null;
  metadata: Record<string, string>;
  /** The gateway's id of the message, to quote to its operator. Absent until the gateway has the message. */
  gatewayId?: string;
  scheduledAt: string | null;
  /** From this time on the message is not handed over to the gateway. */
  validUntil?: string;
  createdAt: string;
  updatedAt: string;
  /**
   * How the message came to its status: up to twelve entries, the first six and the last six. Steps that repeat,
   * for example while the gateway is down, are listed once, with the first times. Absent in the answer to a
   * send, and for messages of versions without a history.
   */
  history?: HistoryEntry[];
}

export interface HistoryEntry {
  status: Status;
  at: string;
  /** The code of the reason for this status. */
  reason?: string;
}

/** Reply of `POST /v1/messages`. */
export interface SendReply {
  messages: Message[];
  /** Recipients that get no message, and why. */
  rejected: Rejection[];
  /** With the encoding `smart`: what was replaced in the texts. */
  replaced?: Replacement[];
}

/** Reply of `POST /v1/messages`. */
export interface DryRun {
  /** All recipients of the request, in its order. */
  recipients: RecipientPreview[];
  /** With the encoding `smart`: what would be replaced in the texts. */
  replaced: Replacement[];
  /**
   * Up to ten characters outside GSM-7. A single one makes its text UCS-2, of which less than half as much fits
   * a segment.
   */
  ucs2Characters: CharacterCount[];
  /** The sum over all recipients. */
  credits: number;
}

export interface RecipientPreview {
  /** Position in `to` or `recipients` of the request, from 0. */
  index: number;
  /** E.164. If it is not a phone number: what the request has, cut to 64 characters. */
  to: string;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /**
   * `send`, or why no message would be sent: the code that `rejected` would have, `rate_limited` or
   * `insufficient_credit`.
   */
  verdict: string;
  /** Why no message would be sent. */
  detail: string | null;
  /** `null`: the values of this recipient give no text. */
  encoding: 'gsm-7' | 'ucs-2' | null;
  segments: number | null;
  /** What your account would be charged; 0 if it is not metered. */
  credits: number;
  /** When the message would be handed over to the gateway, or the time it is scheduled for. */
  sendAt: string | null;
}

export interface CharacterCount {
  /** As it is displayed: an emoji may be several characters joined. */
  character: string;
  count: number;
}

export interface Rejection {
  /** Position in `to` or `recipients` of the request, from 0. */
  index: number;
  /**
   * The recipient as the request has it: a string, or else its JSON. If it has more than 64 characters, the last
   * is `…`.
   */
  to: string;
  code: string;
  detail: string;
}

export interface Replacement {
  from: string;
  /** Empty: the characters were left out. */
  to: string;
  /** How often in the texts of the request. A text that goes to several recipients counts once. */
  count: number;
}

/** Reply of `POST /v1/messages/query`, `POST /v1/messages/cancel`. */
export interface MessagesReply {
  messages: Message[];
  /** The ids for which this was not possible, with the reasons. */
  errors: MessageProblem[];
}

export interface MessageProblem {
  id: string;
  code: string;
  detail: string;
}

/** Reply of `GET /v1/messages`. */
export interface MessagePage {
  messages: Message[];
  /** Give it as `cursor` to get the next page. `null`: this is the last page. */
  cursor: string | null;
}

/** Reply of `GET /v1/suppressions/{number}`, `DELETE /v1/suppressions/{number}`. */
export interface Suppression {
  /** E.164. */
  number: string;
  createdAt: string;
  /** Who put it on the list: `key:` and the id of an API key, or `admin`. */
  by: string;
  reason: string | null;
}

/** Reply of `PUT /v1/suppressions/{number}`. */
export interface SuppressReply {
  suppression: Suppression;
  /** The messages to this number that are now cancelled. */
  canceled: string[];
  /**
   * The other messages, as recorded: already sent, being handed over (`submitting`), or their cancellation is
   * not confirmed by the gateway.
   */
  notCanceled: {
    id: string;
    status: Status;
  }[];
  /**
   * `false`: there are many messages, and only the newest were checked. Repeat the request. If `complete` stays
   * `false`, look for `scheduled` messages to this number in the list.
   */
  complete: boolean;
}

/** Reply of `GET /v1/suppressions`. */
export interface SuppressionPage {
  suppressions: Suppression[];
  /** Give it as `cursor` to get the next page. `null`: this is the last page. */
  cursor: string | null;
}

/** Reply of `GET /v1/webhooks/{webhook}`, `PATCH /v1/webhooks/{webhook}`, `DELETE /v1/webhooks/{webhook}`. */
export interface Webhook {
  id: string;
  url: string;
  events: WebhookEventFilter[];
  description: string | null;
  enabled: boolean;
  /** When and why the webhook was disabled. */
  disabled: {
    /**
     * `requested`: you disabled it. `gone`: the receiver answered 410. `failing`: every attempt failed for five
     * days.
     */
    reason: 'requested' | 'gone' | 'failing';
    at: string;
  } | null;
  /** Every attempt has failed since then. */
  failingSince: string | null;
  createdAt: string;
}

/** Reply of `POST /v1/webhooks`. */
export interface WebhookWithSecret {
  id: string;
  url: string;
  events: WebhookEventFilter[];
  description: string | null;
  enabled: boolean;
  /** When and why the webhook was disabled. */
  disabled: {
    /**
     * `requested`: you disabled it. `gone`: the receiver answered 410. `failing`: every attempt failed for five
     * days.
     */
    reason: 'requested' | 'gone' | 'failing';
    at: string;
  } | null;
  /** Every attempt has failed since then. */
  failingSince: string | null;
  createdAt: string;
  /** Signs the deliveries. It is shown only here, and again to the same request with the same `Idempotency-Key`. */
  secret: string;
}

/** Reply of `POST /v1/webhooks/{webhook}/rotate-secret`. */
export interface RotatedWebhook {
  id: string;
  url: string;
  events: WebhookEventFilter[];
  description: string | null;
  enabled: boolean;
  /** When and why the webhook was disabled. */
  disabled: {
    /**
     * `requested`: you disabled it. `gone`: the receiver answered 410. `failing`: every attempt failed for five
     * days.
     */
    reason: 'requested' | 'gone' | 'failing';
    at: string;
  } | null;
  /** Every attempt has failed since then. */
  failingSince: string | null;
  createdAt: string;
  /** Signs the deliveries from now on. It is shown only here. */
  secret: string;
  /** Until then the previous secret signs the deliveries, too. */
  previousSecretUntil: string;
}

/** Reply of `GET /v1/webhooks`. */
export interface Webhooks {
  /** At most 10, the oldest first. */
  webhooks: Webhook[];
}

/** Reply of `POST /v1/webhooks/{webhook}/test`. */
export interface TestedWebhook {
  /** The `webhook-id` of the test event. */
  id: string;
  /** Whether the receiver answered 2xx in time. */
  delivered: boolean;
  attempt: DeliveryAttempt;
}

/** Reply of `POST /v1/webhooks/{webhook}/deliveries/{delivery}/redeliver`. */
export interface Delivery {
  /** The `webhook-id` that the receiver gets: the same in each attempt. */
  id: string;
  webhook: string;
  /** The type of the event. */
  type: WebhookEventType;
  /** The message that the event is about. */
  message: string | null;
  status: 'pending' | 'delivered' | 'failed';
  /** Why the delivery failed. Redeliver it when the webhook works again. */
  reason: 'attempts_exhausted' | 'webhook_disabled' | 'webhook_deleted' | null;
  /** When the event occurred. */
  createdAt: string;
  /**
   * When the next attempt is due. While the receiver is down, the delivery may wait longer; once it is up again,
   * shorter.
   */
  nextAttemptAt: string | null;
  /** The last twenty attempts, the oldest first. */
  attempts: DeliveryAttempt[];
}

export interface DeliveryAttempt {
  at: string;
  /** The HTTP status. `null`: there was no answer. */
  status: number | null;
  /** Why the attempt failed, in words. `null`: it did not fail. */
  error: string | null;
  /** How long the attempt took. */
  milliseconds: number;
  /** The beginning of the answer: up to 500 bytes. */
  answer: string | null;
}

/** Reply of `GET /v1/webhooks/{webhook}/deliveries`, `GET /v1/messages/{id}/deliveries`. */
export interface DeliveryPage {
  deliveries: Delivery[];
  /** Give it as `cursor` to get the next page. `null`: this is the last page. */
  cursor: string | null;
}

/** Reply of `POST /v1/webhooks/{webhook}/redeliver`. */
export interface Redelivery {
  since: string;
  /** Events that occurred until then are redelivered. */
  until: string;
}

/** Reply of `GET /v1/statistics`. */
export interface Statistics {
  by: 'hour' | 'day';
  /** When the first period begins. */
  from: string;
  /** When the last period ends. */
  until: string;
  /** All periods, the oldest first, even those without messages. */
  periods: StatisticsPeriod[];
  total: StatisticsCounts;
}

export interface StatisticsPeriod {
  /** When the period begins. */
  start: string;
  /** All messages that were created. */
  messages: number;
  /** Messages that have no final status yet. */
  open: number;
  delivered: number;
  failed: number;
  expired: number;
  canceled: number;
  indeterminate: number;
  /**
   * The share of delivered messages, 0 to 1, among those with a final status other than `canceled`. `null`:
   * there are none.
   */
  deliveryRate: number | null;
  /**
   * The median time from when a message was due until textgate recorded its delivery, which is up to some
   * seconds after it. Exact to 12 %; less than a second counts as one. `null`: none was delivered.
   */
  medianDeliverySeconds: number | null;
}

export interface StatisticsCounts {
  /** All messages that were created. */
  messages: number;
  /** Messages that have no final status yet. */
  open: number;
  delivered: number;
  failed: number;
  expired: number;
  canceled: number;
  indeterminate: number;
  /**
   * The share of delivered messages, 0 to 1, among those with a final status other than `canceled`. `null`:
   * there are none.
   */
  deliveryRate: number | null;
  /**
   * The median time from when a message was due until textgate recorded its delivery, which is up to some
   * seconds after it. Exact to 12 %; less than a second counts as one. `null`: none was delivered.
   */
  medianDeliverySeconds: number | null;
}

/** Reply of `GET /v1/key`. */
export interface Key {
  /** The id by which an administrator knows the key. The key itself is never shown. */
  id: string;
  /** What the key may be used for. */
  scopes: Scope[];
  account: {
    id: string;
    name: string;
  };
}

/** Reply of `GET /v1/account`. */
export interface Account {
  id: string;
  name: string;
  /** The account's group UUID. */
  groupId: string;
  /**
   * The credits of your account: a message costs one per segment. Below zero in overdraft. `null`: the account
   * is not metered.
   */
  credits: number | null;
  gateway: {
    /** `false`: the gateway did not answer, so the other fields are `null`. */
    available: boolean;
    /** Whether the gateway accepts this deployment's credentials. */
    authenticated: boolean | null;
    /** Credits left at the gateway. */
    credits: number | null;
    status: 'regular' | 'free' | null;
    groupId: string | null;
  };
}

/** Reply of `POST /v1/numbers/normalize`. */
export interface NormalizedNumber {
  /** E.164, as textgate reads it. `null`: it is not a phone number. */
  number: string | null;
  country: string | null;
  /** Why your account may not send to it. `null`: it may. */
  problem: {
    code: string;
    detail: string;
  } | null;
  gateway: {
    /** `false`: the gateway did not answer. */
    available: boolean;
    /** As the gateway reads it (`clean_number`). */
    number: string | null;
  };
}

/** Reply of `GET /v1/health`. */
export interface Health {
  status: 'ok';
}

export interface Problem {
  /** Stable: programs may branch on it. */
  type: string;
  title: string;
  /** The HTTP status. */
  status: number;
  detail: string;
  /** The id of this request: quote it when you ask about it. */
  instance?: string;
  errors?: FieldProblem[];
}

export interface FieldProblem {
  pointer: string;
  code: string;
  detail: string;
}

export interface MessageEvent {
  type:
    | 'message.accepted'
    | 'message.submitting'
    | 'message.scheduled'
    | 'message.queued'
    | 'message.submitted'
    | 'message.on_network'
    | 'message.delivered'
    | 'message.failed'
    | 'message.expired'
    | 'message.canceled'
    | 'message.indeterminate';
  /** When the event occurred. */
  timestamp: string;
  data: {
    /** The version of this schema. */
    schemaVersion: 1;
    /** The same event has the same id: ignore one that you have seen. */
    eventId: string;
    /** The id of the message. */
    id: string;
    /** Grows with each change of the message: it gives the order of its events. */
    version: number;
    account: string;
    status: Status;
    previousStatus: Status | null;
    /** E.164. `forgotten`: the number was deleted on request. */
    to: string;
    sender: string | null;
    reference: string | null;
    metadata: Record<string, string>;
    reason: {
      code: string;
      text: string;
    } | null;
    occurredAt: string;
  };
}

export interface SendRejectedEvent {
  type: 'send.rejected';
  /** When the event occurred. */
  timestamp: string;
  data: {
    /** The version of this schema. */
    schemaVersion: 1;
    /** The same event has the same id: ignore one that you have seen. */
    eventId: string;
    account: string | null;
    reference: string | null;
    request: {
      /** The id of the event that asked for the message. */
      id: string | null;
      source: string | null;
    };
    problem: {
      /** As in the HTTPS API (RFC 9457). */
      type: string;
      title: string;
      detail: string;
      /** As many as fit into an event, at most 100. */
      errors: FieldProblem[];
      /** How many errors there are, including those that do not fit into `errors`. */
      errorCount: number;
    };
    /** The messages that the request nevertheless created, for its other recipients. */
    messages: string[];
    /**
     * For each of `messages`, the position of its recipient in `to` or `recipients` of the request. No other
     * recipient got a message.
     */
    recipients: number[];
    occurredAt: string;
  };
}

export interface CreditsLowEvent {
  type: 'credits.low';
  /** When the event occurred. */
  timestamp: string;
  data: {
    /** The version of this schema. */
    schemaVersion: 1;
    /** The same event has the same id: ignore one that you have seen. */
    eventId: string;
    account: string;
    /** The credits that the account has left; below zero in overdraft. */
    credits: number;
    /** Credits below this are low. */
    threshold: number;
    occurredAt: string;
  };
}

export interface TestEvent {
  type: 'test';
  /** When the event occurred. */
  timestamp: string;
  data: {
    schemaVersion: 1;
    account: string;
    webhook: string;
    occurredAt: string;
  };
}

/** What is posted to a webhook; its `type` tells which. */
export type WebhookEvent = MessageEvent | SendRejectedEvent | CreditsLowEvent | TestEvent;
