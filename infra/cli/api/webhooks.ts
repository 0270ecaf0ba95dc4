import { Option } from 'commander';
import type { ChangeWebhook, DeliveryQuery, Webhook, WebhookWithSecret } from '../../../functions/client/index.ts';
import { allMessageEvents } from '../../../functions/contract/webhook-events.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { CommandError, UsageError } from '../errors.ts';
import { addJson, type Columns, type OutputOptions, show, showAll, tableOf } from '../output.ts';
import type { Shell } from '../shell.ts';
import { pairs } from '../table.ts';
import { showTime } from '../times.ts';
import { timeOption } from '../values.ts';
import { readWebhookEvents, webhookEvents } from '../webhook-events.ts';
import { addLimit, type ListOptions, limited, pageSize } from './lists.ts';
import { deliveryColumns } from './messages.ts';

type Options = ConnectionOptions & OutputOptions;

const example = 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

export const addWebhooks = (program: CliCommand, shell: Shell): void => {
  const webhooks = program
    .command('webhooks')
    .helpGroup(withApiKey)
    .summary('manage webhooks')
    .description('Manages webhooks: addresses of your own to which events are posted.')
    .examples({
      'get the events of all messages': 'webhooks create https://shop.example.com/sms-news',
      'get only what went wrong':
        'webhooks create https://shop.example.com/sms-news --events message.failed,message.expired',
      'print the ids of all webhooks, for a script': "webhooks list --json | jq -r '.[].id'",
      'see since when a webhook has been failing': `webhooks show ${example}`,
      'change the address': `webhooks update ${example} --address https://shop.example.com/news`,
      'post nothing for now': `webhooks update ${example} --disable`,
      'delete a webhook': `webhooks delete ${example}`,
      'make a new secret': `webhooks rotate-secret ${example}`,
      'post a test event': `webhooks test ${example}`,
      'see what could not be delivered': `webhooks deliveries ${example} --status failed`,
      'redeliver what failed in an outage': `webhooks redeliver ${example} --since 2026-12-24T18:00:00+01:00`,
    });
  for (const add of [
    addCreate,
    addList,
    addShow,
    addUpdate,
    addDelete,
    addRotate,
    addTest,
    addDeliveries,
    addRedeliver,
  ])
    add(webhooks, shell);
};

const eventsHelp = `\nEvents: ${webhookEvents.join(' ')}`;

const addCreate = (webhooks: CliCommand, shell: Shell): void => {
  const create = webhooks
    .command('create')
    .description('Creates a webhook. The secret that signs its deliveries is only shown now.')
    .argument('<address>', 'https address that is reachable from the internet')
    .option('--events <types>', `events to post, separated by commas (default: ${allMessageEvents})`)
    .option('--description <text>', 'your own words for it')
    .addHelpText('after', eventsHelp);
  interface Given {
    readonly events?: string;
    readonly description?: string;
  }
  addJson(addConnection(create)).action(async (url: string, options: Options & Given) => {
    const { events: typed, description } = options;
    const events = typed === undefined ? undefined : readWebhookEvents(typed);
    const client = await clientOf(options, shell);
    const created = await client.webhooks.create({ url, events, description });
    show(created, options, shell, (webhook) => describe(webhook, shell));
    shell.tell('\nStore the secret now: it is not shown again.');
  });
};

const addList = (webhooks: CliCommand, shell: Shell): void => {
  const list = webhooks.command('list').description('Lists webhooks, oldest first.');
  addJson(addConnection(list)).action(async (options: Options) => {
    const client = await clientOf(options, shell);
    show(await client.webhooks.list(), options, shell, (all) => tableOf(all, columns, shell));
  });
};

const addShow = (webhooks: CliCommand, shell: Shell): void => {
  const one = webhooks.command('show').description('Shows a webhook.').argument('<id>');
  addJson(addConnection(one)).action(async (id: string, options: Options) => {
    const client = await clientOf(options, shell);
    show(await client.webhooks.get(id), options, shell, (webhook) => describe(webhook, shell));
  });
};

const addUpdate = (webhooks: CliCommand, shell: Shell): void => {
  const update = webhooks
    .command('update')
    .description(
      'Changes a webhook. If it is disabled, its pending deliveries fail; once it is enabled again, they can be redelivered.',
    )
    .argument('<id>')
    .option('--address <address>', 'the new address')
    .option('--events <types>', 'events to post from now on, separated by commas')
    .option('--description <text>', 'your own words for it')
    .addOption(new Option('--remove-description', 'delete the description').conflicts('description'))
    .option('--enable', 'post to it again')
    .addOption(new Option('--disable', 'post nothing to it until it is enabled').conflicts('enable'))
    .addHelpText('after', eventsHelp);
  interface Given {
    readonly address?: string;
    readonly events?: string;
    readonly description?: string;
    readonly removeDescription?: boolean;
    readonly enable?: boolean;
    readonly disable?: boolean;
  }
  const readChanges = ({ address, events, description, removeDescription, enable, disable }: Given): ChangeWebhook => ({
    ...(address !== undefined && { url: address }),
    ...(events !== undefined && { events: readWebhookEvents(events) }),
    ...(description !== undefined && { description }),
    ...(removeDescription === true && { description: null }),
    ...((enable ?? disable) === true && { enabled: enable === true }),
  });
  addJson(addConnection(update)).action(async (id: string, options: Options & Given) => {
    const changes = readChanges(options);
    if (Object.keys(changes).length === 0)
      throw new UsageError('Nothing to change. Give at least one option. See textgate webhooks update --help.');
    const client = await clientOf(options, shell);
    show(await client.webhooks.update(id, changes), options, shell, (webhook) => describe(webhook, shell));
  });
};

const addDelete = (webhooks: CliCommand, shell: Shell): void => {
  const remove = webhooks
    .command('delete')
    .description('Deletes a webhook. Nothing more is posted to it, not even its pending deliveries.')
    .argument('<id>');
  addJson(addConnection(remove)).action(async (id: string, options: Options) => {
    const client = await clientOf(options, shell);
    show(await client.webhooks.delete(id), options, shell, (webhook) => `Deleted: ${webhook.id}`);
  });
};

const addRotate = (webhooks: CliCommand, shell: Shell): void => {
  const rotate = webhooks
    .command('rotate-secret')
    .description(
      'Makes a new secret, which is only shown now. For 24 hours, deliveries are signed with the old one as well.',
    )
    .argument('<id>');
  addJson(addConnection(rotate)).action(async (id: string, options: Options) => {
    const client = await clientOf(options, shell);
    const rotated = await client.webhooks.rotateSecret(id);
    show(rotated, options, shell, (webhook) => describe(webhook, shell));
    shell.tell(
      `\nStore the secret now: it is not shown again. The old one is used as well until ${showTime(rotated.previousSecretUntil)}.`,
    );
  });
};

const addTest = (webhooks: CliCommand, shell: Shell): void => {
  const test = webhooks.command('test').description('Posts a test event to it, and shows the answer.').argument('<id>');
  addJson(addConnection(test)).action(async (id: string, options: Options) => {
    const client = await clientOf(options, shell);
    const tested = await client.webhooks.test(id);
    const { status, error, milliseconds, answer } = tested.attempt;
    show(tested, options, shell, () =>
      pairs(
        [
          ['delivered', tested.delivered ? 'yes' : 'no'],
          ['HTTP status', status === null ? '(no answer)' : String(status)],
          ...(error === null ? [] : [['error', error] as const]),
          ['took', `${milliseconds} ms`],
          ...(answer === null ? [] : [['answer', answer] as const]),
        ],
        shell.columns,
      ),
    );
    if (!tested.delivered) throw new CommandError('The test event was not delivered.');
  });
};

const addDeliveries = (webhooks: CliCommand, shell: Shell): void => {
  const deliveries = webhooks
    .command('deliveries')
    .description('Lists its deliveries of the last 30 days, newest first.')
    .argument('<id>')
    .addOption(
      new Option('--status <status>', 'only deliveries with this status').choices(['pending', 'delivered', 'failed']),
    );
  interface Given {
    readonly status?: DeliveryQuery['status'];
  }
  addJson(addConnection(addLimit(deliveries))).action(async (id: string, options: Options & ListOptions & Given) => {
    const client = await clientOf(options, shell);
    const all = client.webhooks.deliveries(id, { status: options.status, limit: pageSize(options) });
    await showAll(limited(all, options, shell), options, shell, deliveryColumns);
  });
};

const addRedeliver = (webhooks: CliCommand, shell: Shell): void => {
  const redeliver = webhooks
    .command('redeliver')
    .description('Posts once more: one delivery, or all failed deliveries of events since a time.')
    .argument('<id>', 'id of the webhook')
    .option('--delivery <id>', 'one delivery: evt_…')
    .addOption(
      timeOption(
        '--since <time>',
        'all failed deliveries of events since this time: 2026-12-24T18:00:00+01:00',
      ).conflicts('delivery'),
    );
  interface Given {
    readonly delivery?: string;
    readonly since?: string;
  }
  addJson(addConnection(redeliver)).action(async (id: string, options: Options & Given) => {
    const { delivery, since } = options;
    if (delivery !== undefined) {
      const client = await clientOf(options, shell);
      const one = await client.webhooks.redeliver(id, delivery);
      show(one, options, shell, (row) => tableOf([row], deliveryColumns, shell));
    } else if (since !== undefined) {
      const client = await clientOf(options, shell);
      const all = await client.webhooks.redeliverFailed(id, { since });
      show(
        all,
        options,
        shell,
        (span) =>
          `Failed deliveries of events from ${showTime(span.since)} to ${showTime(span.until)} are posted again.`,
      );
    } else throw new UsageError('Give --delivery or --since. See textgate webhooks redeliver --help.');
  });
};

const columns: Columns<Webhook> = {
  ID: ({ id }) => id,
  STATUS: (webhook) => statusOf(webhook),
  EVENTS: ({ events }) => events.join(','),
  ADDRESS: ({ url }) => url,
};

const statusOf = ({ disabled, failingSince }: Webhook): string => {
  if (disabled !== null) return `disabled (${disabled.reason})`;
  return failingSince === null ? 'enabled' : `failing since ${showTime(failingSince)}`;
};

const describe = (webhook: Webhook | WebhookWithSecret, shell: Shell): string =>
  pairs(
    [
      ['id', webhook.id],
      ['address', webhook.url],
      ['events', webhook.events.join(',')],
      ...(webhook.description === null ? [] : [['description', webhook.description] as const]),
      ['status', statusOf(webhook)],
      ['created', showTime(webhook.createdAt)],
      ...('secret' in webhook ? [['secret', webhook.secret] as const] : []),
    ],
    shell.columns,
  );
