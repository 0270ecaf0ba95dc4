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
    .summary('list messages, newest first')
    .description('Lists the messages of your account, newest first.')
    .addOption(new Option('--status <status>', 'only messages that have this status now').choices(statuses))
    .option('--to <number>', 'only messages to this number, as E.164: +41791234567 (`textgate numbers` shows it)')
    .option('--reference <text>', 'only messages with this reference')
    .addOption(timeOption('--from <time>', 'only messages created at this time or later: 2026-12-24T00:00:00+01:00'))
    .addOption(timeOption('--until <time>', 'only messages created before this time'))
    .examples({
      'list the newest messages': 'list',
      'see what became of the messages to a number': 'list --to +41791234567',
      'list all messages about an order': 'list --reference order-4711 --all',
      'print the ids of failed messages, for a script': "list --status failed --all --json | jq -r '.[].id'",
    });
  addJson(addConnection(addLimit(command))).action(async (options: Options) => {
    const { status, to, reference, from, until } = options;
    const client = await clientOf(options, shell);
    const messages = client.messages.list({ status, to, reference, from, until, limit: pageSize(options) });
    await showAll(limited(messages, options, shell), options, shell, listColumns);
  });
};
