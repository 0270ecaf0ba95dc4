import { allMessageEvents, mostWebhooks, type WebhookEventFilter } from '../contract/webhook-events.ts';
import { InvalidRequestError } from '../messages/errors.ts';
import { TooManyWebhooksError } from './errors.ts';
import { findOwnWebhook, ownIn } from './find-own.ts';
import { newWebhookId } from './ids.ts';
import { forPresentAddress } from './lane-rules.ts';
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

/** Fields that are absent do not change. */
export interface WebhookChanges {
  readonly url?: string;
  readonly events?: readonly WebhookEventFilter[];
  /** `null` removes it. */
  readonly description?: string | null;
  readonly enabled?: boolean;
}

export interface WebhookState {
  readonly webhook: Webhook;
  /** Since when all attempts have failed; absent: the last one succeeded. RFC 3339, UTC. */
  readonly failingSince?: string;
}

export interface MadeWebhook extends WebhookState {
  /** The same request made the webhook before: nothing was added, and this is its present state. */
  readonly isReplayed: boolean;
}

export interface RotatedWebhook extends WebhookState {
  /** When the previous secret stops signing; RFC 3339, UTC. */
  readonly previousUntil: string;
}

/**
 * Manages an account's webhooks. A webhook of another account counts as not found.
 *
 * @throws WebhookNotFoundError
 * @throws StoreUnavailableError also if the webhook was changed, but no errand could be left: a retry leaves it
 */
export interface ManageWebhooks {
  /**
   * The same request under the same idempotency key makes no second webhook as long as the first exists.
   * @throws InvalidRequestError @throws TooManyWebhooksError @throws IdempotencyKeyReusedError
   */
  create(account: string, wanted: NewWebhook, idempotencyKey?: string): Promise<MadeWebhook>;
  list(account: string): Promise<readonly WebhookState[]>;
  get(account: string, id: string | undefined): Promise<WebhookState>;
  /** Like `get`, but does not read whether it fails. */
  find(account: string, id: string | undefined): Promise<Webhook>;
  /** @throws InvalidRequestError */
  change(account: string, id: string | undefined, changes: WebhookChanges): Promise<WebhookState>;
  /** Deletes a webhook, and returns it as it was. */
  remove(account: string, id: string | undefined): Promise<Webhook>;
  /** Gives a webhook a new secret, which becomes the first of its secrets. @throws SecretRotatedLatelyError */
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
    const { failingSince } = lane === undefined ? {} : forPresentAddress(lane, webhook);
    return { webhook, ...(failingSince !== undefined && { failingSince }) };
  };

  /** Replaces a webhook by what `next` returns. A write may be repeated, so `next` must not change its own result. */
  const replace = async (account: string, id: string | undefined, next: (before: Webhook) => Webhook) => {
    const all = await webhooks.change(account, (own) => {
      const before = ownIn(own, id);
      const after = next(before);
      return after === before ? undefined : own.map((webhook) => (webhook === before ? after : webhook));
    });
    return ownIn(all, id);
  };

  /**
   * Makes the deliverer look at a webhook within a minute. It then tries what waits, or fails it if the webhook is
   * disabled or deleted.
   */
  const leaveLookErrand = async ({ id, account }: Webhook, isEnabled: boolean): Promise<void> => {
    // A redelivery that was asked for goes on, unless the webhook is disabled: then the account must ask again.
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
        await leaveLookErrand(webhook, webhook.disabled === undefined);
      }
      return stateOf(webhook);
    },

    remove: async (account, id) => {
      const webhook = await findOwnWebhook(webhooks, account, id);
      await webhooks.change(account, (own) => {
        const left = own.filter((other) => other.id !== id);
        return left.length < own.length ? left : undefined;
      });
      await leaveLookErrand(webhook, false);
      return webhook;
    },

    rotateSecret: async (account, id) => {
      const [value, now] = [newSecret(), clock()];
      const webhook = await replace(account, id, (before) => withSecret(before, value, now));
      return { ...(await stateOf(webhook)), previousUntil: endOfReplaced(now) };
    },
  };
};

/** A new address, or being enabled again, resets `since`. Making the same changes again changes nothing. */
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
