import type { Delivery, Message } from '../../../functions/client/index.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { addJson, type OutputOptions, show, tableOf } from '../output.ts';
import type { Shell } from '../shell.ts';
import { showTime } from '../times.ts';
import { allOf } from './lists.ts';
import { deliveryColumns, describeMessage } from './messages.ts';

interface Options extends ConnectionOptions, OutputOptions {
  readonly refresh?: boolean;
  readonly deliveries?: boolean;
}

export const addShow = (program: CliCommand, shell: Shell): void => {
  const command = program
    .command('show')
    .helpGroup(withApiKey)
    .summary('show a message and the history of its status')
    .description('Shows a message and the history of its status.')
    .argument('<id>', 'id of the message')
    .option('--refresh', 'first ask the upstream gateway for the present status')
    .option('--deliveries', 'also show its deliveries to webhooks (in JSON, the field `deliveries`)')
    .examples({ 'show a message with its present status': 'show msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW --refresh' });
  addJson(addConnection(command)).action(async (id: string, options: Options) => {
    const client = await clientOf(options, shell);
    const message = await client.messages.get(id, { refresh: options.refresh });
    const deliveries = options.deliveries === true ? await allOf(client.messages.deliveries(id)) : undefined;
    const answer = deliveries === undefined ? message : { ...message, deliveries };
    show(answer, options, shell, () => describe(message, deliveries, shell));
  });
};

const describe = (message: Message, deliveries: readonly Delivery[] | undefined, shell: Shell): string =>
  [
    describeMessage(message, shell.columns),
    ...(message.history === undefined
      ? []
      : [
          tableOf(
            message.history,
            { HISTORY: ({ at }) => showTime(at), STATUS: ({ status }) => status, REASON: ({ reason }) => reason ?? '' },
            shell,
          ),
        ]),
    ...(deliveries === undefined ? [] : [`Deliveries:\n${tableOf(deliveries, deliveryColumns, shell)}`]),
  ].join('\n\n');
