import { type Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { addCancel } from './api/cancel.ts';
import { addList } from './api/list.ts';
import { addNumbers } from './api/numbers.ts';
import { addSend } from './api/send.ts';
import { addShow } from './api/show.ts';
import { addStatistics } from './api/statistics.ts';
import { addSuppressions } from './api/suppressions.ts';
import { addWebhooks } from './api/webhooks.ts';
import { addWhoami } from './api/whoami.ts';
import { addBulk } from './bulk/bulk-command.ts';
import { CliCommand, withAwsCredentials } from './command.ts';
import { exitCodes } from './errors.ts';
import type { Shell } from './shell.ts';

/** The first words of `textgate admin`: they are understood without `admin` too, as they were before there was one. */
export const adminWords: readonly string[] = [
  'account',
  'key',
  'login',
  'credits',
  'suppression',
  'webhook',
  'settle',
  'forget',
  'restore',
  'index',
];

const examplesHelp = `
Examples:
  # a message, and what becomes of it
  textgate send +41791234567 --text 'Your order is on its way.' --wait
  # what was sent
  textgate list
  # more of them, of each command
  textgate bulk --help`;

const exitCodesHelp = `
Exit codes:
  0    done
  1    refused, or some of it was: what was wrong is said on standard error
  2    the command line, or the environment, is not understood or lacks something: nothing was asked
  3    the gateway could not be reached, or did not answer in time
  4    stopped before its end: the same command again goes on
  130  interrupted (Ctrl-C)`;

/** @param argv what was typed; adding a command: infra/cli/README.md */
export const createProgram = async (argv: readonly string[], shell: Shell): Promise<CliCommand> => {
  const program = new CliCommand('textgate');
  program
    .description('Sends SMS through a textgate gateway, follows them, and manages its accounts.')
    .version(manifest.version, '--version', 'print the version')
    .exitOverride()
    .configureHelp({ subcommandTerm: (command) => [command.name(), argumentsOf(command)].join(' ').trim() })
    .configureOutput({
      writeOut: (text) => shell.print(text.trimEnd()),
      writeErr: (text) => shell.tell(text.trimEnd()),
      getOutHelpWidth: () => shell.columns ?? 100,
      getErrHelpWidth: () => shell.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', examplesHelp)
    .addHelpText('after', exitCodesHelp);
  for (const add of [
    addSend,
    addBulk,
    addList,
    addShow,
    addStatistics,
    addCancel,
    addNumbers,
    addSuppressions,
    addWebhooks,
    addWhoami,
  ])
    add(program, shell);
  const admin = program
    .command('admin')
    .helpGroup(withAwsCredentials)
    .summary('accounts, keys, logins, credits; settle, forget, restore')
    .description(
      'Manages accounts with their API keys, logins, limits and credits, with your AWS credentials and region: AWS_PROFILE, ' +
        'AWS_REGION and the like say which.',
    );
  // No other command waits for what is loaded here.
  if (argv[0] === admin.name()) {
    const { addAdminCommands } = await import('./admin/admin-commands.ts');
    addAdminCommands(admin, shell);
  }
  return program;
};

const argumentsOf = (command: Command): string =>
  command.registeredArguments
    .map((argument) => {
      const name = argument.name() + (argument.variadic ? '...' : '');
      return argument.required ? `<${name}>` : `[${name}]`;
    })
    .join(' ');

/**
 * Runs what was typed.
 * @returns the exit code of a run that came to its end, or had help to print
 * @throws CommandError, and whatever else a command throws
 */
export const runProgram = async (typed: readonly string[], shell: Shell): Promise<number> => {
  // commander's `help` looks at the first word after it alone.
  const words = typed[0] === 'help' && typed.length > 1 ? [...typed.slice(1), '--help'] : typed;
  const argv = adminWords.includes(words[0] ?? '') ? ['admin', ...words] : words;
  const program = await createProgram(argv, shell);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    // Help that was asked for, or that is printed because nothing was.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    throw error;
  }
};
