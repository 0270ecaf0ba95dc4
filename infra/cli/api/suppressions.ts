import type { Suppression, SuppressReply } from '../../../functions/client/index.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { UsageError } from '../errors.ts';
import { addJson, type Columns, type OutputOptions, show, showAll, tableOf } from '../output.ts';
import type { Shell } from '../shell.ts';
import { showTime } from '../times.ts';
import { addLimit, type ListOptions, limited, pageSize } from './lists.ts';
import { oneByOne } from './one-by-one.ts';

type Options = ConnectionOptions & OutputOptions;

const columns: Columns<Suppression> = {
  NUMBER: ({ number }) => number,
  SINCE: ({ createdAt }) => showTime(createdAt),
  BY: ({ by }) => by,
  REASON: ({ reason }) => reason ?? '',
};

const replyColumns: Columns<SuppressReply> = {
  NUMBER: ({ suppression }) => suppression.number,
  'CANCELLED MESSAGES': ({ canceled }) => String(canceled.length),
  'NOT CANCELLED': ({ notCanceled }) => notCanceled.map(({ id, status }) => `${id} (${status})`).join(' '),
};

export const addSuppressions = (program: CliCommand, shell: Shell): void => {
  const suppressions = program
    .command('suppressions')
    .helpGroup(withApiKey)
    .summary('manage the suppression list')
    .description('Manages the suppression list: nothing is sent to the numbers on it.')
    .examples({
      'stop sending to somebody': "suppressions add +41791234567 --reason 'asked on the phone'",
      'add the numbers of a file, one on each line': 'suppressions add - < numbers.txt',
      'print all numbers, for a spreadsheet': "suppressions list --all --json | jq -r '.[].number'",
      'see why somebody gets nothing': 'suppressions show +41791234567',
      'send to somebody again': 'suppressions remove +41791234567',
    });
  addAdd(suppressions, shell);
  addOthers(suppressions, shell);
};

const addAdd = (suppressions: CliCommand, shell: Shell): void => {
  const add = suppressions
    .command('add')
    .description('Adds numbers: nothing is sent to them from now on, and messages that wait for them are cancelled.')
    .argument('<number...>', 'phone numbers; `-` reads them from standard input, one on each line')
    .option('--reason <text>', 'why, in your own words');
  addJson(addConnection(add)).action(
    async (typed: readonly string[], options: Options & { readonly reason?: string }) => {
      const numbers = typed.length === 1 && typed[0] === '-' ? linesOf(await shell.input()) : typed;
      if (numbers.length === 0) throw new UsageError('Standard input has no number.');
      const client = await clientOf(options, shell);
      await oneByOne(
        numbers,
        {
          ask: (number) => client.suppressions.add(number, { reason: options.reason }),
          show: (replies) => show(replies, options, shell, (rows) => tableOf(rows, replyColumns, shell)),
          problemIn: ({ complete }) =>
            complete
              ? undefined
              : 'added, but some messages may still wait for it. Repeat this command to cancel them.',
        },
        shell,
      );
    },
  );
};

const addOthers = (suppressions: CliCommand, shell: Shell): void => {
  const list = suppressions.command('list').description('Lists the suppressed numbers, in the order of the numbers.');
  addJson(addConnection(addLimit(list))).action(async (options: Options & ListOptions) => {
    const client = await clientOf(options, shell);
    const all = client.suppressions.list({ limit: pageSize(options) });
    await showAll(limited(all, options, shell), options, shell, columns);
  });

  const one = suppressions
    .command('show')
    .description('Shows since when a number is suppressed, by whom, and why.')
    .argument('<number>');
  addJson(addConnection(one)).action(async (number: string, options: Options) => {
    const client = await clientOf(options, shell);
    show(await client.suppressions.get(number), options, shell, (row) => tableOf([row], columns, shell));
  });

  const remove = suppressions
    .command('remove')
    .description('Takes numbers off the list: messages may be sent to them again.')
    .argument('<number...>');
  addJson(addConnection(remove)).action(async (numbers: readonly string[], options: Options) => {
    const client = await clientOf(options, shell);
    await oneByOne(
      numbers,
      {
        ask: (number) => client.suppressions.remove(number),
        show: (removed) => show(removed, options, shell, (rows) => tableOf(rows, columns, shell)),
      },
      shell,
    );
  });
};

const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r\n|[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
