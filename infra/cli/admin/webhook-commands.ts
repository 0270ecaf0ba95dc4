import * as v from 'valibot';
import { repeatedIn } from '../../../functions/accounts/line.ts';
import { hasAtMost } from '../../../functions/contract/fields.ts';
import {
  allMessageEvents,
  longestDescription,
  type WebhookEventFilter,
} from '../../../functions/contract/webhook-events.ts';
import { deliveryStatuses, redeliverBody } from '../../../functions/contract/webhooks.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { statusOf } from '../../../functions/webhooks/delivery-status.ts';
import type { WebhookChanges, WebhookState } from '../../../functions/webhooks/manage.ts';
import { UsageError } from '../errors.ts';
import { readWebhookEvent, webhookEvents } from '../webhook-events.ts';
import type { AdminStore, AdminWebhooks, Arguments, Commands } from './command.ts';
import { showAccount } from './show-account.ts';

/** Of an account that exists. */
const ofAccount = async (store: AdminStore, { account = '' }: Arguments['options']) => {
  const { id } = await showAccount(store, account);
  return { account: id, ...store.webhooks() };
};

/** Deliveries of a webhook, which may have a hundred thousand. */
const mostShown = 100;

export const webhookCommands: Commands = {
  'webhook create': {
    summary:
      "have the news of an account's messages posted to an address; its secret is shown this once; " +
      `events (${allMessageEvents} unless given): ${webhookEvents.join(' ')}`,
    takesId: false,
    required: { account: 'ACCOUNT', url: 'URL' },
    optional: { events: 'A,B', description: 'TEXT' },
    run: async (store, { options: { url = '', events, description, ...options } }) => {
      const wanted = { ...readEvents(events), ...readDescription(description) };
      const { account, manage } = await ofAccount(store, options);
      const { webhook } = await manage.create(account, { url, ...wanted });
      return { ...shown({ webhook }), secret: webhook.secrets[0].value };
    },
  },
  'webhook list': {
    summary: "an account's webhooks, without their secrets",
    takesId: false,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { options }) => {
      const { account, manage } = await ofAccount(store, options);
      return (await manage.list(account)).map(shown);
    },
  },
  'webhook update': {
    summary:
      'change a webhook; what waits for one that is disabled fails, and is left to `webhook redeliver` when it is enabled',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: { url: 'URL', events: 'A,B', description: 'TEXT|none' },
    flags: ['enable', 'disable'],
    run: async (store, { id, flags, options: { url, events, description, ...options } }) => {
      const changes: WebhookChanges = {
        ...(url !== undefined && { url }),
        ...readEvents(events),
        ...(description === 'none' ? { description: null } : readDescription(description)),
        ...readEnabled(flags),
      };
      if (Object.keys(changes).length === 0) throw new UsageError('Nothing is to change: give what is. See --help.');
      const { account, manage } = await ofAccount(store, options);
      return shown(await manage.change(account, id, changes));
    },
  },
  'webhook delete': {
    summary: 'post nothing to it any more, nor what waits for it',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { id, options }) => {
      const { account, manage } = await ofAccount(store, options);
      return { ...shown({ webhook: await manage.remove(account, id) }), deleted: true };
    },
  },
  'webhook rotate-secret': {
    summary: 'give it a new secret, shown this once; that of before signs as well for 24 hours',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { id, options }) => {
      const { account, manage } = await ofAccount(store, options);
      const rotated = await manage.rotateSecret(account, id);
      const [{ value: secret }] = rotated.webhook.secrets;
      return { ...shown(rotated), secret, previousSecretUntil: rotated.previousUntil };
    },
  },
  'webhook test': {
    summary: 'post a test to it, and tell what it answered',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { id, options }) => {
      const { account, sendTest } = await ofAccount(store, options);
      const { id: delivery, isDelivered, attempt } = await sendTest(account, id);
      return { id: delivery, delivered: isDelivered, ...attempt };
    },
    remark: 'It was posted from this machine. `POST /v1/webhooks/ID/test` posts from where deliveries come from.',
  },
  'webhook deliveries': {
    summary: `a webhook's deliveries of the last 30 days, the newest ${mostShown}`,
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: { status: deliveryStatuses.join('|') },
    run: async (store, { id, options: { status: wanted, ...options } }) => {
      const status = wanted === undefined ? {} : { status: readStatus(wanted) };
      const { account, manage, deliveries } = await ofAccount(store, options);
      const { id: webhook } = await manage.find(account, id);
      return (await newest(deliveries, webhook, { account, ...status })).map(shownDelivery);
    },
  },
  'webhook redeliver': {
    summary: 'deliver once more: one delivery, or all that failed of events since a time (2026-12-24T18:00:00+01:00)',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: { delivery: 'DELIVERY', since: 'TIME' },
    run: async (store, { id, options: { delivery, since, ...options } }) => {
      if ((delivery === undefined) === (since === undefined))
        throw new UsageError('Give one of --delivery and --since.');
      const from = since === undefined ? undefined : readSince(since);
      const { account, redeliver } = await ofAccount(store, options);
      if (from !== undefined) return { webhook: id, ...(await redeliver.failedSince(account, id, from)) };
      return shownDelivery(await redeliver.one(account, id, delivery));
    },
    remark: 'The deliverer begins with it within a minute.',
  },
};

const shown = ({ webhook, failingSince }: WebhookState) => {
  const { id, url, events, description, disabled, createdAt } = webhook;
  return {
    id,
    url,
    events,
    ...(description !== undefined && { description }),
    enabled: disabled === undefined,
    ...(disabled !== undefined && { disabledAt: disabled.at, disabledBecause: disabled.reason }),
    ...(failingSince !== undefined && { failingSince }),
    createdAt,
  };
};

/** In a row, without what was posted. */
const shownDelivery = ({ id, type, message, state, createdAt, attempts }: Delivery) => {
  const last = attempts.at(-1);
  return {
    id,
    type,
    ...(message !== undefined && { message }),
    status: statusOf[state.name],
    ...('reason' in state && { reason: state.reason }),
    createdAt,
    ...('dueAt' in state && { nextAttemptAt: state.dueAt }),
    attempts: attempts.length,
    ...(last !== undefined && { lastAttemptAt: last.at, lastError: last.error ?? 'none' }),
  };
};

type Status = (typeof deliveryStatuses)[number];

const newest = async (
  list: AdminWebhooks['deliveries'],
  webhook: string,
  query: { readonly account: string; readonly status?: Status },
): Promise<readonly Delivery[]> => {
  const found: Delivery[] = [];
  let cursor: string | undefined;
  do {
    const after = cursor === undefined ? {} : { cursor };
    const page = await list.ofWebhook(webhook, { ...query, ...after, limit: mostShown - found.length });
    found.push(...page.deliveries);
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < mostShown);
  return found;
};

const readEvents = (text: string | undefined): { readonly events?: readonly WebhookEventFilter[] } => {
  if (text === undefined) return {};
  const names = text.split(',').map((name) => name.trim());
  const repeated = repeatedIn(names);
  if (repeated !== undefined) throw new UsageError(`The event "${repeated}" is given twice.`);
  return { events: names.map(readWebhookEvent) };
};

const readDescription = (description: string | undefined) => {
  if (description === undefined) return {};
  if (description === '' || !hasAtMost(description, longestDescription))
    throw new UsageError(`The description must have from 1 to ${longestDescription} characters.`);
  return { description };
};

const readEnabled = (flags: ReadonlySet<string>): Pick<WebhookChanges, 'enabled'> => {
  const [enable, disable] = [flags.has('enable'), flags.has('disable')];
  if (enable && disable) throw new UsageError('Give one of --enable and --disable.');
  return enable || disable ? { enabled: enable } : {};
};

const readStatus = (text: string): Status => {
  const status = deliveryStatuses.find((one) => one === text);
  if (status === undefined)
    throw new UsageError(`There is no status "${text}". It is one of: ${deliveryStatuses.join(', ')}.`);
  return status;
};

/** RFC 3339, UTC, as the API reads it. */
const readSince = (text: string): string => {
  const read = v.safeParse(redeliverBody, { since: text });
  if (!read.success) throw new UsageError(`--since: ${read.issues[0].message}`);
  return read.output.since;
};
