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
   * One recipient or up to 1,000: E.164, or national in the default region. In a list, one that is no such text
   * is rejected by itself, whatever it is. Left out where there are `recipients`.
   */
  to?: string | readonly string[] | null | undefined;
  /** In place of `to`: up to 1,000 recipients, each with its own `values`, which go before those of the request. */
  recipients?:
    | readonly {
        to: string;
        values?: Readonly<Record<string, string | number | null | undefined>> | undefined;
      }[]
    | null
    | undefined;
  /**
   * The message. Its length is counted in segments. With `values` or `recipients`, `{name}` is a place for the
   * value of that name (1 to 40 letters, digits, `_`, `-` and `.`), and `{{` and `}}` are braces.
   */
  text: string;
  /**
   * What comes into the places of the text: texts, and numbers as JSON writes them (`12.50` becomes 12.5).
   * `null` is the same as none.
   */
  values?: Readonly<Record<string, string | number | null | undefined>> | null | undefined;
  /**
   * `smart`: typographic quotation marks, dashes, spaces and the like become their plain forms where the whole
   * text then fits GSM-7, so that more of it fits a segment. Left out: the account’s own, or else `auto`, which
   * leaves a text as it is.
   */
  encoding?: 'auto' | 'smart' | null | undefined;
  /**
   * From this time on the message is not handed to the gateway any more: it ends `expired`. Later than
   * `scheduledAt`, for what the gateway has taken is sent whatever its validity.
   */
  validUntil?: string | null | undefined;
  /**
   * In place of `validUntil`: seconds from the arrival of the request. Left out: the account’s own, if it has
   * one, counted from the time when the message is due.
   */
  validFor?: number | null | undefined;
  /** Up to 11 alphanumeric characters, or up to 15 digits. */
  sender?: string | null | undefined;
  /** When to send, at most 366 days ahead. Left out: at once. */
  scheduledAt?: string | null | undefined;
  /** A flash message shows on the screen without being opened. */
  type?: 'text' | 'flash' | null | undefined;
  /** Your own name for this, to find it again. */
  reference?: string | null | undefined;
  /** Up to 20 texts of your own, returned with the message and its events; `null` leaves one out. */
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
  /** Why, in your own words. Left out: a reason that is there stays. */
  reason?: string | null | undefined;
}

/** Request of `POST /v1/webhooks`. */
export interface CreateWebhook {
  /** https, on port 443 or 1024 to 65535, at an address that is on the internet; without credentials. */
  url: string;
  /** What is posted. `message.*` is every status of a message. */
  events?: readonly WebhookEventFilter[] | null | undefined;
  /** Your own words for it. */
  description?: string | null | undefined;
}

/** Request of `PATCH /v1/webhooks/{webhook}`. */
export interface ChangeWebhook {
  /** https, on port 443 or 1024 to 65535, at an address that is on the internet; without credentials. */
  url?: string | undefined;
  /** What is posted. `message.*` is every status of a message. */
  events?: readonly WebhookEventFilter[] | undefined;
  /** Your own words for it. `null` takes them away. */
  description?: string | null | undefined;
  /** `false` fails what is still to be delivered; `true` leaves it to be redelivered. */
  enabled?: boolean | undefined;
}

/** Request of `POST /v1/webhooks/{webhook}/redeliver`. */
export interface RedeliverFailed {
  /** Of events that occurred since. */
  since: string;
}

/** Request of `POST /v1/numbers/normalize`. */
export interface NormalizeRequest {
  /** A phone number as people write it. */
  number: string;
}

/** Query of `GET /v1/messages`. */
export interface MessageQuery {
  /** Only messages that have this status now. */
  status?: Status | undefined;
  /** Only messages to this recipient, as E.164. */
  to?: string | undefined;
  /** Only messages with this reference. */
  reference?: string | undefined;
  /** Created at this time or later. */
  from?: string | undefined;
  /** Created before this time. */
  until?: string | undefined;
  /** The most entries on a page. */
  limit?: number | undefined;
  /** Of the page before: where to go on. */
  cursor?: string | undefined;
}

/** Query of `GET /v1/suppressions`. */
export interface SuppressionQuery {
  /** The most entries on a page. */
  limit?: number | undefined;
  /** Of the page before: where to go on. */
  cursor?: string | undefined;
}

/** Query of `GET /v1/webhooks/{webhook}/deliveries`. */
export interface DeliveryQuery {
  /** The most entries on a page. */
  limit?: number | undefined;
  /** Of the page before: where to go on. */
  cursor?: string | undefined;
  /** Those of one status alone. */
  status?: 'pending' | 'delivered' | 'failed' | undefined;
}

/** Query of `GET /v1/messages/{id}/deliveries`. */
export interface MessageDeliveryQuery {
  /** The most entries on a page. */
  limit?: number | undefined;
  /** Of the page before: where to go on. */
  cursor?: string | undefined;
}

/** Query of `GET /v1/statistics`. */
export interface StatisticsQuery {
  /** Messages created at this time or later. Left out: a day before `until` by `hour`, 30 days by `day`. */
  from?: string | undefined;
  /** Messages created before this time. Left out: now. */
  until?: string | undefined;
  /** How long each period is. Hours and days are those of UTC. */
  by?: 'hour' | 'day' | undefined;
}

/** Reply of `GET /v1/messages/{id}`, `POST /v1/messages/{id}/cancel`. */
export interface Message {
  id: string;
  /** E.164; `forgotten`: the number has been deleted on request. */
  to: string;
  status: Status;
  /** Why the message has this status. */
  reason?: {
    code: string;
    text: string;
  };
  /** `null`: it is not kept. */
  text: string | null;
  type: 'text' | 'flash';
  /** `null`: the account's default at the gateway. */
  sender: string | null;
  /** How many SMS the text takes; each is charged. */
  segments: number;
  encoding: 'gsm-7' | 'ucs-2';
  reference: string | null;
  metadata: Record<string, string>;
  /** The gateway's own id of it, to quote to its operator; absent until the gateway has it. */
  gatewayId?: string;
  scheduledAt: string | null;
  /** From then on it is not handed to the gateway any more. */
  validUntil?: string;
  createdAt: string;
  updatedAt: string;
  /**
   * How it came to its status: up to twelve entries, the first six and the last six. What repeats itself, as
   * while the gateway is down, is told once, with its first times. Absent in the answer to a send, and of
   * messages from before there was one.
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
  /** Recipients that get no message, each with its reason. */
  rejected: Rejection[];
  /** With the encoding `smart`: what was replaced in the texts. */
  replaced?: Replacement[];
}

/** Reply of `POST /v1/messages`. */
export interface DryRun {
  /** All of the request’s, in its order. */
  recipients: RecipientPreview[];
  /** With the encoding `smart`: what would be replaced in the texts. */
  replaced: Replacement[];
  /**
   * Up to ten characters outside GSM-7: each of them alone turns its text to UCS-2, which halves what fits a
   * segment.
   */
  ucs2Characters: CharacterCount[];
  /** Of all recipients. */
  credits: number;
}

export interface RecipientPreview {
  /** Position in the request’s `to`, or `recipients`. */
  index: number;
  /** E.164; what is no number as it came, in 64 characters at most. */
  to: string;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** `send`; or else the code by which it would be in `rejected`, or `rate_limited` or `insufficient_credit`. */
  verdict: string;
  /** What keeps it from being sent. */
  detail: string | null;
  /** `null`: its values give no text. */
  encoding: 'gsm-7' | 'ucs-2' | null;
  segments: number | null;
  /** What your account would be charged; 0 where it is not metered. */
  credits: number;
  /** When it would be handed to the gateway, or is scheduled for there. */
  sendAt: string | null;
}

export interface CharacterCount {
  /** As it is shown: an emoji may be several joined. */
  character: string;
  count: number;
}

export interface Rejection {
  /** Position in the request’s `to`, or `recipients`. */
  index: number;
  /**
   * The recipient as it came; what is no text as its JSON. At most 64 characters, the last of them `…` if there
   * were more.
   */
  to: string;
  code: string;
  detail: string;
}

export interface Replacement {
  from: string;
  /** Empty: it was left out. */
  to: string;
  /** How often, in the request’s texts; a text that goes to many counts once. */
  count: number;
}

/** Reply of `POST /v1/messages/query`, `POST /v1/messages/cancel`. */
export interface MessagesReply {
  messages: Message[];
  /** The ids for which this was not possible. */
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
  /** Pass it on to get the next page; `null`: this was the last. */
  cursor: string | null;
}

/** Reply of `GET /v1/suppressions/{number}`, `DELETE /v1/suppressions/{number}`. */
export interface Suppression {
  /** E.164. */
  number: string;
  createdAt: string;
  /** What put it on the list: `key:` and the id of an API key, or `admin`. */
  by: string;
  reason: string | null;
}

/** Reply of `PUT /v1/suppressions/{number}`. */
export interface SuppressReply {
  suppression: Suppression;
  /** The messages to this number that are cancelled now. */
  canceled: string[];
  /**
   * The others, as recorded: those that have gone out or, `submitting`, are being handed over, and those whose
   * cancellation the gateway has not confirmed.
   */
  notCanceled: {
    id: string;
    status: Status;
  }[];
  /**
   * `false`: only the newest of many messages were looked at. Repeat the request; if that says the same, look
   * for those that are `scheduled` in the list of messages.
   */
  complete: boolean;
}

/** Reply of `GET /v1/suppressions`. */
export interface SuppressionPage {
  suppressions: Suppression[];
  /** Pass it on to get the next page; `null`: this was the last. */
  cursor: string | null;
}

/** Reply of `GET /v1/webhooks/{webhook}`, `PATCH /v1/webhooks/{webhook}`, `DELETE /v1/webhooks/{webhook}`. */
export interface Webhook {
  id: string;
  url: string;
  events: WebhookEventFilter[];
  description: string | null;
  enabled: boolean;
  /** Since when it is not enabled, and why. */
  disabled: {
    /** `requested`: by you. `gone`: it answered 410. `failing`: nothing but failures for five days. */
    reason: 'requested' | 'gone' | 'failing';
    at: string;
  } | null;
  /** Nothing has been delivered since then, though it was tried. */
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
  /** Since when it is not enabled, and why. */
  disabled: {
    /** `requested`: by you. `gone`: it answered 410. `failing`: nothing but failures for five days. */
    reason: 'requested' | 'gone' | 'failing';
    at: string;
  } | null;
  /** Nothing has been delivered since then, though it was tried. */
  failingSince: string | null;
  createdAt: string;
  /** What deliveries are signed with. It is shown this once, and to the same request under its `Idempotency-Key`. */
  secret: string;
}

/** Reply of `POST /v1/webhooks/{webhook}/rotate-secret`. */
export interface RotatedWebhook {
  id: string;
  url: string;
  events: WebhookEventFilter[];
  description: string | null;
  enabled: boolean;
  /** Since when it is not enabled, and why. */
  disabled: {
    /** `requested`: by you. `gone`: it answered 410. `failing`: nothing but failures for five days. */
    reason: 'requested' | 'gone' | 'failing';
    at: string;
  } | null;
  /** Nothing has been delivered since then, though it was tried. */
  failingSince: string | null;
  createdAt: string;
  /** What deliveries are signed with from now on. It is shown this once. */
  secret: string;
  /** Until then deliveries are signed with the secret of before, too. */
  previousSecretUntil: string;
}

/** Reply of `GET /v1/webhooks`. */
export interface Webhooks {
  /** At most 10, the oldest first. */
  webhooks: Webhook[];
}

/** Reply of `POST /v1/webhooks/{webhook}/test`. */
export interface TestedWebhook {
  /** The `webhook-id` that it was sent. */
  id: string;
  /** Whether the receiver answered 2xx in time. */
  delivered: boolean;
  attempt: DeliveryAttempt;
}

/** Reply of `POST /v1/webhooks/{webhook}/deliveries/{delivery}/redeliver`. */
export interface Delivery {
  /** The `webhook-id` that the receiver is sent: the same with each attempt. */
  id: string;
  webhook: string;
  /** Of the event. */
  type: WebhookEventType;
  /** The message that the event is about. */
  message: string | null;
  status: 'pending' | 'delivered' | 'failed';
  /** Why it failed. Redeliver it when its webhook works again. */
  reason: 'attempts_exhausted' | 'webhook_disabled' | 'webhook_deleted' | null;
  /** When the event occurred. */
  createdAt: string;
  /**
   * When the next attempt is due. While its webhook is down, it waits for longer; once that is up again, no
   * longer.
   */
  nextAttemptAt: string | null;
  /** The last twenty, the oldest first. */
  attempts: DeliveryAttempt[];
}

export interface DeliveryAttempt {
  at: string;
  /** Of HTTP. `null`: there was no answer. */
  status: number | null;
  /** Why it failed, in words. `null`: it did not. */
  error: string | null;
  /** How long it took. */
  milliseconds: number;
  /** How the answer began: up to 500 bytes. */
  answer: string | null;
}

/** Reply of `GET /v1/webhooks/{webhook}/deliveries`, `GET /v1/messages/{id}/deliveries`. */
export interface DeliveryPage {
  deliveries: Delivery[];
  /** Pass it on to get the next page; `null`: this was the last. */
  cursor: string | null;
}

/** Reply of `POST /v1/webhooks/{webhook}/redeliver`. */
export interface Redelivery {
  since: string;
  /** Those of events that occurred by then. */
  until: string;
}

/** Reply of `GET /v1/statistics`. */
export interface Statistics {
  by: 'hour' | 'day';
  /** When the first period begins. */
  from: string;
  /** When the last period ends. */
  until: string;
  /** Each, the oldest first, also where nothing was created. */
  periods: StatisticsPeriod[];
  total: StatisticsCounts;
}

export interface StatisticsPeriod {
  /** When the period begins. */
  start: string;
  /** All that were created. */
  messages: number;
  /** Those that have no final status yet. */
  open: number;
  delivered: number;
  failed: number;
  expired: number;
  canceled: number;
  indeterminate: number;
  /** Delivered, of all that have ended and were not cancelled: 0 to 1; `null`: none has. */
  deliveryRate: number | null;
  /**
   * From when a message was to be sent until its delivery was recorded, which is up to some seconds after it:
   * half took no longer. Within 12 %, and what took less than a second counts as one; `null`: none was
   * delivered.
   */
  medianDeliverySeconds: number | null;
}

export interface StatisticsCounts {
  /** All that were created. */
  messages: number;
  /** Those that have no final status yet. */
  open: number;
  delivered: number;
  failed: number;
  expired: number;
  canceled: number;
  indeterminate: number;
  /** Delivered, of all that have ended and were not cancelled: 0 to 1; `null`: none has. */
  deliveryRate: number | null;
  /**
   * From when a message was to be sent until its delivery was recorded, which is up to some seconds after it:
   * half took no longer. Within 12 %, and what took less than a second counts as one; `null`: none was
   * delivered.
   */
  medianDeliverySeconds: number | null;
}

/** Reply of `GET /v1/key`. */
export interface Key {
  /** Of the key, by which its administrator knows it: the key itself is never told. */
  id: string;
  /** What it may be used for. */
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
   * Credits of your own, one per segment and recipient; below zero in overdraft. `null`: the account is not
   * metered.
   */
  credits: number | null;
  gateway: {
    /** `false`: the gateway did not answer, and the rest is `null`. */
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
  /** E.164, as this service reads it; `null`: it is no number. */
  number: string | null;
  country: string | null;
  /** Why nothing is sent to it; `null`: it is sent to. */
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
  /** Stable: branch on this. */
  type: string;
  title: string;
  /** That of the HTTP answer. */
  status: number;
  detail: string;
  /** Names this request: quote it when you ask about it. */
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
    /** The version of this shape. */
    schemaVersion: 1;
    /** The same for the same event: drop what you have seen. */
    eventId: string;
    /** The message. */
    id: string;
    /** Grows with each change of the message: the events' order. */
    version: number;
    account: string;
    status: Status;
    previousStatus: Status | null;
    /** E.164; `forgotten`: the number has been deleted on request. */
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
    /** The version of this shape. */
    schemaVersion: 1;
    /** The same for the same event: drop what you have seen. */
    eventId: string;
    account: string | null;
    reference: string | null;
    request: {
      /** Of the event that asked for the message. */
      id: string | null;
      source: string | null;
    };
    problem: {
      /** As in the HTTPS API (RFC 9457). */
      type: string;
      title: string;
      detail: string;
      /** As many as an event has room for, up to 100. */
      errors: FieldProblem[];
      /** How many there are, those that `errors` has no room for included. */
      errorCount: number;
    };
    /** The messages that the request made all the same, for its other recipients. */
    messages: string[];
    /**
     * Where the recipient of each of `messages` stands in the `to`, or `recipients`, of the request. No other
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
    /** The version of this shape. */
    schemaVersion: 1;
    /** The same for the same event: drop what you have seen. */
    eventId: string;
    account: string;
    /** What the account has left; below zero in overdraft. */
    credits: number;
    /** Fewer than this are low. */
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
