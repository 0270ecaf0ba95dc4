import * as routes from '../contract/routes.ts';
import { Listing } from './listing.ts';
import { type Call, type CallOptions, caller, type KeyedCallOptions, type TextgateOptions } from './request.ts';
import type {
  Account,
  ChangeWebhook,
  CreateWebhook,
  Delivery,
  DeliveryPage,
  DeliveryQuery,
  DryRun,
  Health,
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

class Resource {
  protected readonly call: Call;

  constructor(call: Call) {
    this.call = call;
  }
}

export class Messages extends Resource {
  send(request: SendRequest, options: KeyedCallOptions = {}): Promise<SendReply> {
    return this.call(routes.sendMessages, options, { body: request, idempotencyKey: options.idempotencyKey ?? '' });
  }

  preview(request: SendRequest, options: CallOptions = {}): Promise<DryRun> {
    return this.call(routes.sendMessages, options, { query: { dryRun: true }, body: request });
  }

  list(query: MessageQuery = {}, options: CallOptions = {}): Listing<Message> {
    return new Listing(async (cursor) => {
      const page = await this.call<MessagePage>(routes.listMessages, options, { query: { ...query, cursor } });
      return { items: page.messages, cursor: page.cursor };
    }, query.cursor);
  }

  get(id: string, { refresh, ...options }: CallOptions & { refresh?: boolean | undefined } = {}): Promise<Message> {
    return this.call(routes.getMessage, options, { path: [id], query: { refresh } });
  }

  query(ids: readonly string[], options: CallOptions = {}): Promise<MessagesReply> {
    return this.call(routes.queryMessages, options, { body: { ids } });
  }

  cancel(id: string, options: CallOptions = {}): Promise<Message> {
    return this.call(routes.cancelMessage, options, { path: [id] });
  }

  cancelMany(ids: readonly string[], options: CallOptions = {}): Promise<MessagesReply> {
    return this.call(routes.cancelMessages, options, { body: { ids } });
  }

  /** @param options `timeout` is that of the whole wait: 60,000 ms unless told */
  async waitUntilFinal(id: string, options: CallOptions = {}): Promise<Message> {
    return this.get(id, { ...options, refresh: true });
  }

  deliveries(id: string, query: MessageDeliveryQuery = {}, options: CallOptions = {}): Listing<Delivery> {
    return new Listing(async (cursor) => {
      const asked = { path: [id], query: { ...query, cursor } };
      const page = await this.call<DeliveryPage>(routes.listMessageDeliveries, options, asked);
      return { items: page.deliveries, cursor: page.cursor };
    }, query.cursor);
  }
}

export class Suppressions extends Resource {
  add(number: string, entry: SuppressRequest = {}, options: CallOptions = {}): Promise<SuppressReply> {
    return this.call(routes.putSuppression, options, { path: [number], body: entry });
  }

  get(number: string, options: CallOptions = {}): Promise<Suppression> {
    return this.call(routes.getSuppression, options, { path: [number] });
  }

  remove(number: string, options: CallOptions = {}): Promise<Suppression> {
    return this.call(routes.deleteSuppression, options, { path: [number] });
  }

  list(query: SuppressionQuery = {}, options: CallOptions = {}): Listing<Suppression> {
    return new Listing(async (cursor) => {
      const page = await this.call<SuppressionPage>(routes.listSuppressions, options, { query: { ...query, cursor } });
      return { items: page.suppressions, cursor: page.cursor };
    }, query.cursor);
  }
}

export class Webhooks extends Resource {
  create(webhook: CreateWebhook, options: KeyedCallOptions = {}): Promise<WebhookWithSecret> {
    return this.call(routes.createWebhook, options, { body: webhook, idempotencyKey: options.idempotencyKey ?? '' });
  }

  async list(options: CallOptions = {}): Promise<Webhook[]> {
    return (await this.call<WebhooksReply>(routes.listWebhooks, options)).webhooks;
  }

  get(id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.getWebhook, options, { path: [id] });
  }

  update(id: string, changes: ChangeWebhook, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.changeWebhook, options, { path: [id], body: changes });
  }

  delete(id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.call(routes.deleteWebhook, options, { path: [id] });
  }

  rotateSecret(id: string, options: CallOptions = {}): Promise<RotatedWebhook> {
    return this.call(routes.rotateSecret, options, { path: [id] });
  }

  test(id: string, options: CallOptions = {}): Promise<TestedWebhook> {
    return this.call(routes.testWebhook, options, { path: [id] });
  }

  deliveries(id: string, query: DeliveryQuery = {}, options: CallOptions = {}): Listing<Delivery> {
    return new Listing(async (cursor) => {
      const asked = { path: [id], query: { ...query, cursor } };
      const page = await this.call<DeliveryPage>(routes.listDeliveries, options, asked);
      return { items: page.deliveries, cursor: page.cursor };
    }, query.cursor);
  }

  redeliver(webhook: string, delivery: string, options: CallOptions = {}): Promise<Delivery> {
    return this.call(routes.redeliver, options, { path: [webhook, delivery] });
  }

  redeliverFailed(webhook: string, which: RedeliverFailed, options: CallOptions = {}): Promise<Redelivery> {
    return this.call(routes.redeliverFailed, options, { path: [webhook], body: which });
  }
}

export class AccountResource extends Resource {
  get(options: CallOptions = {}): Promise<Account> {
    return this.call(routes.getAccount, options);
  }
}

export class Numbers extends Resource {
  normalize(number: string, options: CallOptions = {}): Promise<NormalizedNumber> {
    return this.call(routes.normalizeNumber, options, { body: { number } });
  }
}

export class Textgate extends Resource {
  readonly messages: Messages;
  readonly suppressions: Suppressions;
  readonly webhooks: Webhooks;
  readonly account: AccountResource;
  readonly numbers: Numbers;

  constructor(options: TextgateOptions) {
    super(caller(options));
    this.messages = new Messages(this.call);
    this.suppressions = new Suppressions(this.call);
    this.webhooks = new Webhooks(this.call);
    this.account = new AccountResource(this.call);
    this.numbers = new Numbers(this.call);
  }

  health(options: CallOptions = {}): Promise<Health> {
    return this.call(routes.getHealth, options);
  }
}
