import type { Route } from '../contract/route.ts';
import * as routes from '../contract/routes.ts';
import { GatewayUnavailableError } from './errors.ts';
import { Listing } from './listing.ts';
import {
  type Asked,
  type Call,
  type CallOptions,
  caller,
  type KeyedCallOptions,
  type TextgateOptions,
} from './request.ts';
import type {
  Account,
  ChangeWebhook,
  CreateWebhook,
  Delivery,
  DeliveryPage,
  DeliveryQuery,
  DryRun,
  Health,
  Key,
  Message,
  MessageDeliveryQuery,
  MessagePage,
  MessageQuery,
  MessagesReply,
  NormalizedNumber,
  RedeliverFailed,
  Redelivery,
  RotatedWebhook,
  SendReply,
  SendRequest,
  Statistics,
  StatisticsQuery,
  Status,
  Suppression,
  SuppressionPage,
  SuppressionQuery,
  SuppressReply,
  SuppressRequest,
  TestedWebhook,
  Webhook,
  Webhooks as WebhooksReply,
  WebhookWithSecret,
} from './types.ts';
import { pause, within } from './waiting.ts';

/**
 * A client of the HTTPS API, for one key. Each method calls one operation, which the API's reference (`/docs`)
 * describes. The comments here add only what concerns the client or may surprise.
 *
 * Every method rejects with a `TextgateError`. An `ApiError` is an answer other than success; each type of problem has
 * a class. A `ConnectionError` or `TimeoutError` means that no whole answer came. Errors that may pass are retried
 * first.
 *
 * In a Lambda, make the client outside the handler.
 */
export class Textgate {
  readonly messages: Messages;
  readonly suppressions: Suppressions;
  readonly webhooks: Webhooks;
  readonly account: OwnAccount;
  readonly numbers: Numbers;
  readonly #call: Call;

  /** @throws TextgateError for an option that is missing or not valid */
  constructor(options: TextgateOptions) {
    this.#call = caller(options);
    this.messages = new Messages(this.#call);
    this.suppressions = new Suppressions(this.#call);
    this.webhooks = new Webhooks(this.#call);
    this.account = new OwnAccount(this.#call);
    this.numbers = new Numbers(this.#call);
  }

  /** Counts the messages created in a time, by their present status. */
  statistics(query: StatisticsQuery = {}, options: CallOptions = {}): Promise<Statistics> {
    return this.#call(routes.getStatistics, options, { query });
  }

  /** Asks whether the API answers. It does not send the key: to check that, use `account.key`. */
  health(options: CallOptions = {}): Promise<Health> {
    return this.#call(routes.getHealth, options);
  }
}

class Resource {
  protected readonly call: Call;

  constructor(call: Call) {
    this.call = call;
  }

  protected listing<Reply extends { readonly cursor: string | null }, T>(
    route: Route,
    options: CallOptions,
    { query, ...asked }: Asked & { readonly query: { readonly cursor?: string | undefined } },
    itemsOf: (reply: Reply) => T[],
  ): Listing<T> {
    return new Listing(async (cursor) => {
      const reply = await this.call<Reply>(route, options, { ...asked, query: { ...query, cursor } });
      return { items: itemsOf(reply), cursor: reply.cursor };
    }, query.cursor);
  }
}

export class Messages extends Resource {
  /**
   * Resolves when a message is recorded for each recipient that is not `rejected`. Each message has its `status` so
   * far. The client's own retries never send twice, because they keep the idempotency key. To call this again after an
   * error, or in another process, give a key of your own.
   *
   * A message may end as `indeterminate`. That is a status, not an error: textgate handed the message over, and the
   * gateway's answer was lost. Textgate does not send it again, and your program should not either. Find out from the
   * recipient or the gateway's operator. If the message has not arrived, send it again under a new key. An
   * administrator settles the record.
   */
  send(request: SendRequest, options: KeyedCallOptions = {}): Promise<SendReply> {
    return this.call(routes.sendMessages, options, { body: request, keyed: true });
  }

  /** Returns what `send` would do with this request. Nothing is recorded, charged or sent. */
  preview(request: SendRequest, options: CallOptions = {}): Promise<DryRun> {
    return this.call(routes.sendMessages, options, { query: { dryRun: true }, body: request });
  }

  /** Newest first. Some filters are slower than others: see the API's reference. */
  list(query: MessageQuery = {}, options: CallOptions = {}): Listing<Message> {
    return this.listing(routes.listMessages, options, { query }, (reply: MessagePage) => reply.messages);
  }

  /** Reads the record; with `refresh`, asks the gateway first. */
  get(
    id: string,
    { refresh, ...options }: CallOptions & { readonly refresh?: boolean | undefined } = {},
  ): Promise<Message> {
    return this.call(routes.getMessage, options, { path: [id], query: { refresh } });
  }

  /** Up to 100 messages. Asks the gateway for their present status first. */
  query(ids: readonly string[], options: CallOptions = {}): Promise<MessagesReply> {
    return this.call(routes.queryMessages, options, { body: { ids } });
  }

  /** Rejects with `NotCancelableError` once the message has been sent. Cancelling twice gives the same answer. */
  cancel(id: string, options: CallOptions = {}): Promise<Message> {
    return this.call(routes.cancelMessage, options, { path: [id] });
  }

  /** Cancels up to 100 messages independently. Those that could not be cancelled are in `errors`. */
  cancelMany(ids: readonly string[], options: CallOptions = {}): Promise<MessagesReply> {
    return this.call(routes.cancelMessages, options, { body: { ids } });
  }

  /**
   * Asks the gateway, less and less often, until the message is `delivered`, `failed`, `expired`, `canceled` or
   * `indeterminate` (see `send`). If the gateway does not answer, it asks again. For many messages or long waits, use a
   * webhook.
   * @param options here `timeout` is for the whole wait; default 60,000 ms
   * @throws TimeoutError if the message has no final status by then
   */
  waitUntilFinal(id: string, { timeout = 60_000, signal, ...options }: CallOptions = {}): Promise<Message> {
    return within(timeout, signal, `${id} has no final status after ${timeout} ms.`, async (signal) => {
      for (let delay = firstLookAgain; ; delay = Math.min(delay * 1.5, lastLookAgain)) {
        const message = await this.get(id, { ...options, signal, refresh: true }).catch(undefinedIfUnavailable);
        if (message && finalStatuses.has(message.status)) return message;
        await pause(delay, signal);
      }
    });
  }

  /** Deliveries of the message's events to webhooks, newest first. */
  deliveries(id: string, query: MessageDeliveryQuery = {}, options: CallOptions = {}): Listing<Delivery> {
    const asked = { path: [id], query };
    return this.listing(routes.listMessageDeliveries, options, asked, (reply: DeliveryPage) => reply.deliveries);
  }
}

/** Milliseconds between two looks at a message. */
const firstLookAgain = 1_000;
const lastLookAgain = 10_000;

export const finalStatuses: ReadonlySet<Status> = new Set([
  'delivered',
  'failed',
  'expired',
  'canceled',
  'indeterminate',
]);

const undefinedIfUnavailable = (error: unknown): undefined => {
  if (!(error instanceof GatewayUnavailableError)) throw error;
};

export class Suppressions extends Resource {
  /**
   * From now on nothing is sent to the number. If the first answer was lost, the retry's `canceled` lists only the
   * messages that the retry cancelled.
   */
  add(number: string, entry: SuppressRequest = {}, options: CallOptions = {}): Promise<SuppressReply> {
    return this.call(routes.putSuppression, options, { path: [withoutSlash(number)], body: entry });
  }

  get(number: string, options: CallOptions = {}): Promise<Suppression> {
    return this.call(routes.getSuppression, options, { path: [withoutSlash(number)] });
  }

  /**
   * Rejects with `NotFoundError` if the number is not on the list, perhaps because an attempt whose answer was lost has
   * removed it.
   */
  remove(number: string, options: CallOptions = {}): Promise<Suppression> {
    return this.call(routes.deleteSuppression, options, { path: [withoutSlash(number)] });
  }

  /** In order of the numbers. */
  list(query: SuppressionQuery = {}, options: CallOptions = {}): Listing<Suppression> {
    return this.listing(routes.listSuppressions, options, { query }, (reply: SuppressionPage) => reply.suppressions);
  }
}

/** Some people write numbers like 079/123 45 67, but a slash would divide the address. */
const withoutSlash = (number: string): string => number.replaceAll('/', ' ');

export class Webhooks extends Resource {
  /** Keep the `secret`: it is shown only once. The client's retries make no second webhook. */
  create(webhook: CreateWebhook, options: KeyedCallOptions = {}): Promise<WebhookWithSecret> {
    return this.call(routes.createWebhook, options, { body: webhook, keyed: true });
  }

  /** All webhooks, oldest first. There are at most ten. */
  async list(options: CallOptions = {}): Promise<Webhook[]> {
    return (await this.call<WebhooksReply>(routes.listWebhooks, options)).webhooks;
  }

  get(id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.getWebhook, options, { path: [id] });
  }

  /** Fields that are left out do not change. */
  update(id: string, changes: ChangeWebhook, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.changeWebhook, options, { path: [id], body: changes });
  }

  /**
   * Rejects with `NotFoundError` if there is no such webhook, perhaps because an attempt whose answer was lost has
   * deleted it.
   */
  delete(id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.deleteWebhook, options, { path: [id] });
  }

  /**
   * If the first answer was lost, the retry makes another secret, and the first stays unknown. Receivers are not
   * affected, because each previous secret still signs for 24 hours. The fifth rotation within that time rejects with
   * `SecretRotatedLatelyError`.
   */
  rotateSecret(id: string, options: CallOptions = {}): Promise<RotatedWebhook> {
    return this.call(routes.rotateSecret, options, { path: [id] });
  }

  /** Posts an event of type `test` now. A retry posts another one. */
  test(id: string, options: CallOptions = {}): Promise<TestedWebhook> {
    return this.call(routes.testWebhook, options, { path: [id] });
  }

  /** Deliveries of the last 30 days, newest first. */
  deliveries(id: string, query: DeliveryQuery = {}, options: CallOptions = {}): Listing<Delivery> {
    const asked = { path: [id], query };
    return this.listing(routes.listDeliveries, options, asked, (reply: DeliveryPage) => reply.deliveries);
  }

  /** Delivers an event again. Changes nothing while the delivery is pending. */
  redeliver(webhook: string, delivery: string, options: CallOptions = {}): Promise<Delivery> {
    return this.call(routes.redeliver, options, { path: [webhook, delivery] });
  }

  /** Delivers again, in the background, all that failed of events since a time. */
  redeliverFailed(webhook: string, which: RedeliverFailed, options: CallOptions = {}): Promise<Redelivery> {
    return this.call(routes.redeliverFailed, options, { path: [webhook], body: which });
  }
}

export class OwnAccount extends Resource {
  get(options: CallOptions = {}): Promise<Account> {
    return this.call(routes.getAccount, options);
  }

  /** The client's key and its scopes. */
  key(options: CallOptions = {}): Promise<Key> {
    return this.call(routes.getKey, options);
  }
}

export class Numbers extends Resource {
  /** How textgate reads a number, and whether it sends to it. A number that is not valid is no error: see `problem`. */
  normalize(number: string, options: CallOptions = {}): Promise<NormalizedNumber> {
    return this.call(routes.normalizeNumber, options, { body: { number } });
  }
}
