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
 * The HTTPS API, for one key. Each method is an operation of it, and is described there (`/docs`); here stands what is
 * the client's, and what surprises. All reject with a `TextgateError`: an `ApiError` for an answer that is not the one
 * asked for, of a class for each type of problem; `ConnectionError` and `TimeoutError` for none. Before that, what may
 * pass is tried again.
 *
 * In a Lambda, make it outside the handler.
 */
export class Textgate {
  readonly messages: Messages;
  readonly suppressions: Suppressions;
  readonly webhooks: Webhooks;
  readonly account: OwnAccount;
  readonly numbers: Numbers;
  readonly #call: Call;

  /** @throws TextgateError for a url, a key or a number that cannot be one */
  constructor(options: TextgateOptions) {
    this.#call = caller(options);
    this.messages = new Messages(this.#call);
    this.suppressions = new Suppressions(this.#call);
    this.webhooks = new Webhooks(this.#call);
    this.account = new OwnAccount(this.#call);
    this.numbers = new Numbers(this.#call);
  }

  /** How many messages were created, by what has become of them until now. */
  statistics(query: StatisticsQuery = {}, options: CallOptions = {}): Promise<Statistics> {
    return this.#call(routes.getStatistics, options, { query });
  }

  /** Whether the API answers. The key is neither sent nor tried: for that, ask for the account. */
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
   * Resolves once the messages are recorded, or refused one by one (`rejected`): each `status` tells what became of it
   * so far. A retry never sends twice, for it has the same idempotency key; to call this again after an error, or in a
   * process that begins anew, give a key of yours.
   *
   * A message may end `indeterminate`, which is a status and no error: the gateway was given it, and nobody knows
   * whether it took it. Textgate does not send it again, and nor should a program: look at the recipient's phone, or at
   * the gateway, and then send it anew, under a new key, if it has not arrived. An administrator settles what the
   * record says.
   */
  send(request: SendRequest, options: KeyedCallOptions = {}): Promise<SendReply> {
    return this.call(routes.sendMessages, options, { body: request, keyed: true });
  }

  /** What a send of the same would be: nothing is recorded, charged or sent. */
  preview(request: SendRequest, options: CallOptions = {}): Promise<DryRun> {
    return this.call(routes.sendMessages, options, { query: { dryRun: true }, body: request });
  }

  /** Newest first. What is found at once, and what is looked for, depends on the filter: see the API's description. */
  list(query: MessageQuery = {}, options: CallOptions = {}): Listing<Message> {
    return this.listing(routes.listMessages, options, { query }, (reply: MessagePage) => reply.messages);
  }

  /** As recorded; with `refresh`, as the gateway has it now. */
  get(
    id: string,
    { refresh, ...options }: CallOptions & { readonly refresh?: boolean | undefined } = {},
  ): Promise<Message> {
    return this.call(routes.getMessage, options, { path: [id], query: { refresh } });
  }

  /** Up to 100 messages, as the gateway has them now. */
  query(ids: readonly string[], options: CallOptions = {}): Promise<MessagesReply> {
    return this.call(routes.queryMessages, options, { body: { ids } });
  }

  /** Before it has been sent: `NotCancelableError` after. To cancel one again answers the same. */
  cancel(id: string, options: CallOptions = {}): Promise<Message> {
    return this.call(routes.cancelMessage, options, { path: [id] });
  }

  /** Up to 100 messages, each as if alone: those that could not be cancelled are in `errors`. */
  cancelMany(ids: readonly string[], options: CallOptions = {}): Promise<MessagesReply> {
    return this.call(routes.cancelMessages, options, { body: { ids } });
  }

  /**
   * Asks the gateway from time to time, less and less often, until the message is `delivered`, `failed`, `expired`,
   * `canceled` or `indeterminate` (what to do then: `send`). A gateway that does not answer is asked again. For many
   * messages, or for long, use a webhook.
   * @param options here `timeout` is that of the whole wait: 60,000 ms unless told
   * @throws TimeoutError when it is not final by then
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

  /** What webhooks were told of the message, newest first. */
  deliveries(id: string, query: MessageDeliveryQuery = {}, options: CallOptions = {}): Listing<Delivery> {
    const asked = { path: [id], query };
    return this.listing(routes.listMessageDeliveries, options, asked, (reply: DeliveryPage) => reply.deliveries);
  }
}

/** Milliseconds from one look at a message to the next. */
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
   * From now on nothing is sent to the number. Where a first answer was lost, that of the retry has in `canceled` only
   * what that cancelled.
   */
  add(number: string, entry: SuppressRequest = {}, options: CallOptions = {}): Promise<SuppressReply> {
    return this.call(routes.putSuppression, options, { path: [withoutSlash(number)], body: entry });
  }

  get(number: string, options: CallOptions = {}): Promise<Suppression> {
    return this.call(routes.getSuppression, options, { path: [withoutSlash(number)] });
  }

  /** `NotFoundError`: it is not on the list; perhaps because a first attempt, whose answer was lost, has removed it. */
  remove(number: string, options: CallOptions = {}): Promise<Suppression> {
    return this.call(routes.deleteSuppression, options, { path: [withoutSlash(number)] });
  }

  /** By number. */
  list(query: SuppressionQuery = {}, options: CallOptions = {}): Listing<Suppression> {
    return this.listing(routes.listSuppressions, options, { query }, (reply: SuppressionPage) => reply.suppressions);
  }
}

/** As some write theirs, 079/123 45 67; an address would be divided by it. */
const withoutSlash = (number: string): string => number.replaceAll('/', ' ');

export class Webhooks extends Resource {
  /** Keep the `secret`: it is not shown again. A retry makes no second webhook, for it has the same idempotency key. */
  create(webhook: CreateWebhook, options: KeyedCallOptions = {}): Promise<WebhookWithSecret> {
    return this.call(routes.createWebhook, options, { body: webhook, keyed: true });
  }

  /** All, which are ten at most, the oldest first. */
  async list(options: CallOptions = {}): Promise<Webhook[]> {
    return (await this.call<WebhooksReply>(routes.listWebhooks, options)).webhooks;
  }

  get(id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.getWebhook, options, { path: [id] });
  }

  /** What is left out stays as it is. */
  update(id: string, changes: ChangeWebhook, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.changeWebhook, options, { path: [id], body: changes });
  }

  /** `NotFoundError`: there is none; perhaps because a first attempt, whose answer was lost, has deleted it. */
  delete(id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.deleteWebhook, options, { path: [id] });
  }

  /**
   * Where a first answer was lost, the retry makes one more secret, and the first stays unknown. That harms no
   * receiver: each secret of before signs for 24 hours. But the fifth within that time is refused
   * (`SecretRotatedLatelyError`).
   */
  rotateSecret(id: string, options: CallOptions = {}): Promise<RotatedWebhook> {
    return this.call(routes.rotateSecret, options, { path: [id] });
  }

  /** Posts an event of type `test` now. A retry posts another one. */
  test(id: string, options: CallOptions = {}): Promise<TestedWebhook> {
    return this.call(routes.testWebhook, options, { path: [id] });
  }

  /** What it was told in the last 30 days, newest first. */
  deliveries(id: string, query: DeliveryQuery = {}, options: CallOptions = {}): Listing<Delivery> {
    const asked = { path: [id], query };
    return this.listing(routes.listDeliveries, options, asked, (reply: DeliveryPage) => reply.deliveries);
  }

  /** Delivers it once more. While it is pending, to ask again changes nothing. */
  redeliver(webhook: string, delivery: string, options: CallOptions = {}): Promise<Delivery> {
    return this.call(routes.redeliver, options, { path: [webhook, delivery] });
  }

  /** In the background: all that failed, of events that occurred since. */
  redeliverFailed(webhook: string, which: RedeliverFailed, options: CallOptions = {}): Promise<Redelivery> {
    return this.call(routes.redeliverFailed, options, { path: [webhook], body: which });
  }
}

export class OwnAccount extends Resource {
  get(options: CallOptions = {}): Promise<Account> {
    return this.call(routes.getAccount, options);
  }

  /** What the key of this client may be used for. */
  key(options: CallOptions = {}): Promise<Key> {
    return this.call(routes.getKey, options);
  }
}

export class Numbers extends Resource {
  /** How the number is read, and whether it is sent to: what cannot be is an answer (`problem`), and no error. */
  normalize(number: string, options: CallOptions = {}): Promise<NormalizedNumber> {
    return this.call(routes.normalizeNumber, options, { body: { number } });
  }
}
