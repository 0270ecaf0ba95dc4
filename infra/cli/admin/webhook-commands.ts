import * as v from 'valibot';
import { hasAtMost } from '../../../functions/contract/fields.ts';
import { allMessageEvents, longestDescription } from '../../../functions/contract/webhook-events.ts';
import { deliveryStatuses, redeliverBody } from '../../../functions/contract/webhooks.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { statusOf } from '../../../functions/webhooks/delivery-status.ts';
import type { WebhookChanges, WebhookState } from '../../../functions/webhooks/manage.ts';
import { UsageError } from '../errors.ts';
import { readWebhookEvents, webhookEvents } from '../webhook-events.ts';
import type { AdminStore, AdminWebhooks, Arguments, Commands } from './command.ts';
import { showAccount } from './show-account.ts';

/** @throws UnknownAccountError */
const ofAccount = async (store: AdminStore, { account = '' }: Arguments['options']) => {
  const { id } = await showAccount(store, account);
  return { account: id, ...store.webhooks() };
};

/** A webhook may have a hundred thousand deliveries. */
const mostShown = 100;

export const webhookCommands: Commands = {
  'webhook create': {
    description:
      'Creates a webhook: events are posted to an address. Its secret is only shown now. ' +
      `Events (default: ${allMessageEvents}): ${webhookEvents.join(', ')}.`,
    takesId: true,
    idName: 'ADDRESS',
    required: { account: 'ACCOUNT' },
    optional: { events: 'A,B', description: 'TEXT' },
    run: async (store, { id: url, options: { events, description, ...options } }) => {
      const wanted = { ...readEvents(events), ...readDescription(description) };
      const { account, manage } = await ofAccount(store, options);
      const { webhook } = await manage.create(account, { url, ...wanted });
      return { ...shown({ webhook }), secret: webhook.secrets[0].value };
    },
  },
  'webhook list': {
    description: "Lists an account's webhooks, oldest first, without their secrets.",
    takesId: false,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { options }) => {
      const { account, manage } = await ofAccount(store, options);
      return (await manage.list(account)).map(shown);
    },
  },
  'webhook update': {
    description:
      'Changes a webhook. If it is disabled, its pending deliveries fail; once it is enabled again, `webhook redeliver` posts ' +
      'them once more.',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: { address: 'ADDRESS', events: 'A,B', description: 'TEXT' },
    flags: ['remove-description', 'enable', 'disable'],
    run: async (store, { id, flags, options: { address, events, description, ...options } }) => {
      const changes: WebhookChanges = {
        ...(address !== undefined && { url: address }),
        ...readEvents(events),
        ...readDescriptionChange(description, flags),
        ...readEnabled(flags),
      };
      if (Object.keys(changes).length === 0)
        throw new UsageError('Nothing to change. Give at least one option. See --help.');
      const { account, manage } = await ofAccount(store, options);
      return shown(await manage.change(account, id, changes));
    },
  },
  'webhook delete': {
    description: 'Deletes a webhook. Nothing more is posted to it, not even its pending deliveries.',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { id, options }) => {
      const { account, manage } = await ofAccount(store, options);
      return { ...shown({ webhook: await manage.remove(account, id) }), deleted: true };
    },
  },
  'webhook rotate-secret': {
    description:
      'Makes a new secret, which is only shown now. For 24 hours, deliveries are signed with the old one as well.',
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
    description: 'Posts a test event to it, and shows the answer.',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { id, options }) => {
      const { account, sendTest } = await ofAccount(store, options);
      const { id: delivery, isDelivered, attempt } = await sendTest(account, id);
      return { id: delivery, delivered: isDelivered, ...attempt };
    },
    remark:
      'It was posted from this machine. `textgate webhooks test` has it posted by textgate on AWS, as deliveries are.',
  },
  'webhook deliveries': {
    description: `Lists the newest ${mostShown} deliveries of the last 30 days.`,
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
    description:
      'Posts once more: one delivery, or all failed deliveries of events since a time (2026-12-24T18:00:00+01:00).',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: { delivery: 'DELIVERY', since: 'TIME' },
    run: async (store, { id, options: { delivery, since, ...options } }) => {
      if ((delivery === undefined) === (since === undefined))
        throw new UsageError('Give either --delivery or --since.');
      const from = since === undefined ? undefined : readSince(since);
      const { account, redeliver } = await ofAccount(store, options);
      if (from !== undefined) return { webhook: id, ...(await redeliver.failedSince(account, id, from)) };
      return shownDelivery(await redeliver.one(account, id, delivery));
    },
    remark: 'It is posted within a minute or so.',
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

/** Without the body that was posted. */
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

const readEvents = (text: string | undefined) => (text === undefined ? {} : { events: readWebhookEvents(text) });

const readDescriptionChange = (description: string | undefined, flags: ReadonlySet<string>) => {
  if (!flags.has('remove-description')) return readDescription(description);
  if (description !== undefined) throw new UsageError('Give either --description or --remove-description.');
  return { description: null };
};

const readDescription = (description: string | undefined) => {
  if (description === undefined) return {};
  if (description === '' || !hasAtMost(description, longestDescription))
    throw new UsageError(`A description has from 1 to ${longestDescription} characters.`);
  return { description };
};

const readEnabled = (flags: ReadonlySet<string>): Pick<WebhookChanges, 'enabled'> => {
  const [enable, disable] = [flags.has('enable'), flags.has('disable')];
  if (enable && disable) throw new UsageError('Give either --enable or --disable.');
  return enable || disable ? { enabled: enable } : {};
};

const readStatus = (text: string): Status => {
  const status = deliveryStatuses.find((one) => one === text);
  if (status === undefined)
    throw new UsageError(`Unknown status "${text}". --status is one of: ${deliveryStatuses.join(', ')}.`);
  return status;
};

/** @throws UsageError if it is not a time as the API takes it */
const readSince = (text: string): string => {
  const read = v.safeParse(redeliverBody, { since: text });
  if (!read.success) throw new UsageError(`--since: ${read.issues[0].message}`);
  return read.output.since;
};
