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
import { readWebhookEvent, webhookEvents } from '../webhook-events.ts';
import { addLimit, type ListOptions, limited, pageSize } from './lists.ts';
import { deliveryColumns } from './messages.ts';

type Options = ConnectionOptions & OutputOptions;

const example = 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

export const addWebhooks = (program: CliCommand, shell: Shell): void => {
  const webhooks = program
    .command('webhooks')
    .helpGroup(withApiKey)
    .description('addresses of yours to which news is posted')
    .examples({
      'news of each message': 'webhooks create https://shop.example.com/sms-news',
      'only of what went wrong':
        'webhooks create https://shop.example.com/sms-news --event message.failed --event message.expired',
      'their ids, for a script': "webhooks list --json | jq -r '.[].id'",
      'since when one is failing': `webhooks show ${example}`,
      'another address': `webhooks update ${example} --address https://shop.example.com/news`,
      'none for now': `webhooks update ${example} --disable`,
      'none any more': `webhooks delete ${example}`,
      'another secret': `webhooks rotate-secret ${example}`,
      'whether it is reached': `webhooks test ${example}`,
      'what it did not take': `webhooks deliveries ${example} --status failed`,
      'what was missed in an outage': `webhooks redeliver ${example} --since 2026-12-24T18:00:00+01:00`,
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

const addCreate = (webhooks: CliCommand, shell: Shell): void => {
  const create = webhooks
    .command('create')
    .description('Has news posted to an address. The secret that signs it is shown this once.')
    .argument('<address>', 'https, on the internet')
    .repeatable('--event <type>', `what is posted, unless ${allMessageEvents}; may be given several times`)
    .option('--description <text>', 'your own words for it')
    .addHelpText('after', `\nEvents: ${webhookEvents.join(' ')}`);
  interface Given {
    readonly event?: readonly string[];
    readonly description?: string;
  }
  addJson(addConnection(create)).action(async (url: string, options: Options & Given) => {
    const events = options.event?.map(readWebhookEvent);
    const client = await clientOf(options, shell);
    const created = await client.webhooks.create({ url, events, description: options.description });
    show(created, options, shell, (webhook) => describe(webhook, shell));
    shell.tell('\nKeep the secret now: it is not shown again.');
  });
};

const addList = (webhooks: CliCommand, shell: Shell): void => {
  const list = webhooks.command('list').description('Lists them, the oldest first.');
  addJson(addConnection(list)).action(async (options: Options) => {
    const client = await clientOf(options, shell);
    show(await client.webhooks.list(), options, shell, (all) => tableOf(all, columns, shell));
  });
};

const addShow = (webhooks: CliCommand, shell: Shell): void => {
  const one = webhooks.command('show').description('Shows one.').argument('<id>');
  addJson(addConnection(one)).action(async (id: string, options: Options) => {
    const client = await clientOf(options, shell);
    show(await client.webhooks.get(id), options, shell, (webhook) => describe(webhook, shell));
  });
};

const addUpdate = (webhooks: CliCommand, shell: Shell): void => {
  const update = webhooks
    .command('update')
    .description('Changes one. What waits for one that is disabled fails, and can be redelivered when it is enabled.')
    .argument('<id>')
    .option('--address <address>', 'another address')
    .repeatable('--event <type>', 'in place of all that it has been posted; may be given several times')
    .option('--description <text>', 'your own words for it')
    .addOption(new Option('--remove-description', 'none').conflicts('description'))
    .option('--enable', 'post to it again')
    .addOption(new Option('--disable', 'post nothing to it').conflicts('enable'));
  interface Given {
    readonly address?: string;
    readonly event?: readonly string[];
    readonly description?: string;
    readonly removeDescription?: boolean;
    readonly enable?: boolean;
    readonly disable?: boolean;
  }
  const readChanges = ({ address, event, description, removeDescription, enable, disable }: Given): ChangeWebhook => ({
    ...(address !== undefined && { url: address }),
    ...(event !== undefined && { events: event.map(readWebhookEvent) }),
    ...(description !== undefined && { description }),
    ...(removeDescription === true && { description: null }),
    ...((enable ?? disable) === true && { enabled: enable === true }),
  });
  addJson(addConnection(update)).action(async (id: string, options: Options & Given) => {
    const changes = readChanges(options);
    if (Object.keys(changes).length === 0)
      throw new UsageError('Nothing is to change: give what is. See textgate webhooks update --help.');
    const client = await clientOf(options, shell);
    show(await client.webhooks.update(id, changes), options, shell, (webhook) => describe(webhook, shell));
  });
};

const addDelete = (webhooks: CliCommand, shell: Shell): void => {
  const remove = webhooks
    .command('delete')
    .description('Posts nothing to it any more, nor what waits for it.')
    .argument('<id>');
  addJson(addConnection(remove)).action(async (id: string, options: Options) => {
    const client = await clientOf(options, shell);
    show(await client.webhooks.delete(id), options, shell, (webhook) => `Deleted: ${webhook.id}`);
  });
};

const addRotate = (webhooks: CliCommand, shell: Shell): void => {
  const rotate = webhooks
    .command('rotate-secret')
    .description('Gives it another secret, shown this once; that of before signs as well for 24 hours.')
    .argument('<id>');
  addJson(addConnection(rotate)).action(async (id: string, options: Options) => {
    const client = await clientOf(options, shell);
    const rotated = await client.webhooks.rotateSecret(id);
    show(rotated, options, shell, (webhook) => describe(webhook, shell));
    shell.tell(
      `\nKeep the secret now: it is not shown again. That of before signs until ${showTime(rotated.previousSecretUntil)}.`,
    );
  });
};

const addTest = (webhooks: CliCommand, shell: Shell): void => {
  const test = webhooks.command('test').description('Posts a test to it, and tells what it answered.').argument('<id>');
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
    if (!tested.delivered) throw new CommandError('The test was not delivered.');
  });
};

const addDeliveries = (webhooks: CliCommand, shell: Shell): void => {
  const deliveries = webhooks
    .command('deliveries')
    .description('What was posted to it in the last 30 days, the newest first.')
    .argument('<id>')
    .addOption(new Option('--status <status>').choices(['pending', 'delivered', 'failed']));
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
    .description('Posts once more: one delivery, or all that failed of events since a time.')
    .argument('<id>', 'of the webhook')
    .argument('[delivery]', 'evt_…')
    .addOption(timeOption('--since <time>', 'with its offset: 2026-12-24T18:00:00+01:00'));
  addJson(addConnection(redeliver)).action(
    async (id: string, delivery: string | undefined, options: Options & { readonly since?: string }) => {
      const { since } = options;
      if (delivery !== undefined && since === undefined) {
        const client = await clientOf(options, shell);
        const one = await client.webhooks.redeliver(id, delivery);
        show(one, options, shell, (row) => tableOf([row], deliveryColumns, shell));
      } else if (delivery === undefined && since !== undefined) {
        const client = await clientOf(options, shell);
        const all = await client.webhooks.redeliverFailed(id, { since });
        show(
          all,
          options,
          shell,
          (span) => `What failed of events from ${showTime(span.since)} to ${showTime(span.until)} is posted again.`,
        );
      } else throw new UsageError('Give either a delivery, or --since. See textgate webhooks redeliver --help.');
    },
  );
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
