import { Option } from 'commander';
import type { MessageQuery } from '../../../functions/client/index.ts';
import { statuses } from '../../../functions/contract/statuses.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { addJson, type OutputOptions, showAll } from '../output.ts';
import type { Shell } from '../shell.ts';
import { timeOption } from '../values.ts';
import { addLimit, type ListOptions, limited, pageSize } from './lists.ts';
import { listColumns } from './messages.ts';

interface Options extends ConnectionOptions, OutputOptions, ListOptions {
  readonly status?: MessageQuery['status'];
  readonly to?: string;
  readonly reference?: string;
  readonly from?: string;
  readonly until?: string;
}

export const addList = (program: CliCommand, shell: Shell): void => {
  const command = program
    .command('list')
    .helpGroup(withApiKey)
    .summary('your messages, the newest first')
    .description('Lists your messages, the newest first.')
    .addOption(new Option('--status <status>', 'those that have it now').choices(statuses))
    .option('--to <number>', 'those to it, as E.164: +41791234567')
    .option('--reference <text>', 'those with it')
    .addOption(timeOption('--from <time>', 'those created then or later, with its offset: 2026-12-24T00:00:00+01:00'))
    .addOption(timeOption('--until <time>', 'those created before'))
    .examples({
      'the newest': 'list',
      'what an order brought': 'list --reference order-4711 --all',
      'the ids of what failed, for a script': "list --status failed --all --json | jq -r '.[].id'",
    });
  addJson(addConnection(addLimit(command))).action(async (options: Options) => {
    const { status, to, reference, from, until } = options;
    const client = await clientOf(options, shell);
    const messages = client.messages.list({ status, to, reference, from, until, limit: pageSize(options) });
    await showAll(limited(messages, options, shell), options, shell, listColumns);
  });
};
