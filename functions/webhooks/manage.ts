import { allMessageEvents, mostWebhooks, type WebhookEventFilter } from '../contract/webhook-events.ts';
import { InvalidRequestError } from '../messages/errors.ts';
import { TooManyWebhooksError } from './errors.ts';
import { findOwnWebhook, ownIn } from './find-own.ts';
import { newWebhookId } from './ids.ts';
import { ofPresentAddress } from './lane-rules.ts';
import { leaveErrand } from './leave-errand.ts';
import { madeBy, makingRequest } from './making-request.ts';
import type { Lanes, Webhooks } from './ports.ts';
import { endOfReplaced, withSecret } from './secrets.ts';
import { newSecret } from './signature.ts';
import type { Webhook } from './webhook.ts';

export interface ManageDependencies {
  readonly webhooks: Webhooks;
  readonly lanes: Pick<Lanes, 'find' | 'findErrand' | 'putErrand'>;
  /** Why nothing may be posted to an address; `undefined`: it may. */
  readonly urlProblem: (url: string) => string | undefined;
  readonly clock: () => Date;
}

export interface NewWebhook {
  readonly url: string;
  /** Default: every status of a message. */
  readonly events?: readonly WebhookEventFilter[];
  readonly description?: string;
}

/** What is absent stays as it is. */
export interface WebhookChanges {
  readonly url?: string;
  readonly events?: readonly WebhookEventFilter[];
  /** `null`: it is to have none. */
  readonly description?: string | null;
  readonly enabled?: boolean;
}

/** A webhook, and since when it has failed, if it does. */
export interface WebhookState {
  readonly webhook: Webhook;
  readonly failingSince?: string;
}

export interface MadeWebhook extends WebhookState {
  /** The same request had made it before: nothing was added, and it is as it has become since. */
  readonly isReplayed: boolean;
}

export interface RotatedWebhook extends WebhookState {
  /** When the secret of before signs no more; RFC 3339, UTC. */
  readonly previousUntil: string;
}

/**
 * An account's webhooks. Another account's are not found, in the same words as those that do not exist.
 *
 * @throws WebhookNotFoundError
 * @throws StoreUnavailableError also where the webhook was changed, and the deliverer was not told: the same again tells it
 */
export interface ManageWebhooks {
  /**
   * The same again under its idempotency key makes no second one, for as long as there is the first.
   * @throws InvalidRequestError @throws TooManyWebhooksError @throws IdempotencyKeyReusedError
   */
  create(account: string, wanted: NewWebhook, idempotencyKey?: string): Promise<MadeWebhook>;
  list(account: string): Promise<readonly WebhookState[]>;
  get(account: string, id: string | undefined): Promise<WebhookState>;
  /** As `get`, for those who do not ask whether it fails. */
  find(account: string, id: string | undefined): Promise<Webhook>;
  /** @throws InvalidRequestError */
  change(account: string, id: string | undefined, changes: WebhookChanges): Promise<WebhookState>;
  /** Answers with the webhook as it was. */
  remove(account: string, id: string | undefined): Promise<Webhook>;
  /** Gives a webhook a new secret, which is its first one then. @throws SecretRotatedLatelyError */
  rotateSecret(account: string, id: string | undefined): Promise<RotatedWebhook>;
}

export const createManageWebhooks = ({ webhooks, lanes, urlProblem, clock }: ManageDependencies): ManageWebhooks => {
  const checkUrl = (url: string): void => {
    const problem = urlProblem(url);
    if (problem !== undefined)
      throw new InvalidRequestError([{ field: ['url'], code: 'invalid_url', detail: problem }]);
  };

  const stateOf = async (webhook: Webhook): Promise<WebhookState> => {
    const lane = await lanes.find(webhook.id);
    const { failingSince } = lane === undefined ? {} : ofPresentAddress(lane, webhook);
    return { webhook, ...(failingSince !== undefined && { failingSince }) };
  };

  /** Puts what `next` makes of a webhook in its place. A write may be made again: with what it has come to, it makes the same. */
  const replace = async (account: string, id: string | undefined, next: (before: Webhook) => Webhook) => {
    const all = await webhooks.change(account, (own) => {
      const before = ownIn(own, id);
      const after = next(before);
      return after === before ? undefined : own.map((webhook) => (webhook === before ? after : webhook));
    });
    return ownIn(all, id);
  };

  /** Has the deliverer look at a webhook: what waits for it fails where it is disabled or gone, and is tried at once where not. */
  const hurry = async ({ id, account }: Webhook, isEnabled: boolean): Promise<void> => {
    // What is being redelivered goes on, unless the webhook has been disabled: then it is to be asked for again.
    await leaveErrand(lanes, id, (before) => {
      const { since, until } = (isEnabled ? before : undefined) ?? {};
      const range = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
      return { account, at: clock().toISOString(), ...range };
    });
  };

  return {
    create: async (account, wanted, idempotencyKey) => {
      const { url, events = [allMessageEvents], description } = wanted;
      checkUrl(url);
      const now = clock();
      const [id, createdAt] = [newWebhookId(now), now.toISOString()];
      const request = idempotencyKey === undefined ? undefined : makingRequest(account, idempotencyKey, wanted);
      const fresh: Webhook = {
        id,
        account,
        url,
        events,
        ...(description !== undefined && { description }),
        createdAt,
        since: createdAt,
        ...(request && { request }),
        secrets: [{ value: newSecret() }],
      };
      const all = await webhooks.change(account, (own) => {
        if (own.some((other) => other.id === id)) return undefined;
        if (request && madeBy(request, own)) return undefined;
        if (own.length >= mostWebhooks) throw new TooManyWebhooksError();
        return [...own, fresh];
      });
      const before = request && madeBy(request, all);
      if (before === undefined || before.id === id) return { webhook: fresh, isReplayed: false };
      return { ...(await stateOf(before)), isReplayed: true };
    },

    list: async (account) => Promise.all((await webhooks.of(account)).map((webhook) => stateOf(webhook))),

    get: async (account, id) => stateOf(await findOwnWebhook(webhooks, account, id)),

    find: (account, id) => findOwnWebhook(webhooks, account, id),

    change: async (account, id, changes) => {
      if (changes.url !== undefined) checkUrl(changes.url);
      const at = clock().toISOString();
      const webhook = await replace(account, id, (before) => changed(before, changes, at));
      if (changes.url !== undefined || changes.enabled !== undefined) {
        await hurry(webhook, webhook.disabled === undefined);
      }
      return stateOf(webhook);
    },

    remove: async (account, id) => {
      const webhook = await findOwnWebhook(webhooks, account, id);
      await webhooks.change(account, (own) => {
        const left = own.filter((other) => other.id !== id);
        return left.length < own.length ? left : undefined;
      });
      await hurry(webhook, false);
      return webhook;
    },

    rotateSecret: async (account, id) => {
      const [value, now] = [newSecret(), clock()];
      const webhook = await replace(account, id, (before) => withSecret(before, value, now));
      return { ...(await stateOf(webhook)), previousUntil: endOfReplaced(now) };
    },
  };
};

/** With a new address, or enabled again, it begins anew. The same changes once more are none. */
const changed = (before: Webhook, changes: WebhookChanges, at: string): Webhook => {
  const { url = before.url, events = before.events, enabled = before.disabled === undefined } = changes;
  const { description: _, disabled: __, ...rest } = before;
  const description = changes.description === undefined ? before.description : changes.description;
  const disabled = enabled ? undefined : (before.disabled ?? ({ reason: 'requested', at } as const));
  const beginsAnew = url !== before.url || (enabled && before.disabled !== undefined);
  return {
    ...rest,
    url,
    events,
    ...(description !== undefined && description !== null && { description }),
    ...(disabled !== undefined && { disabled }),
    since: beginsAnew ? at : before.since,
  };
};
