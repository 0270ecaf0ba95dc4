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

/** The first words of `textgate admin` commands. Version 0.1.0 took them without `admin`, so both forms work. */
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
  # send a message, and wait for its final status
  textgate send +41791234567 --text 'Your order is on its way.' --wait
  # list the newest messages
  textgate list
  # see the options and examples of a command
  textgate bulk --help`;

const exitCodesHelp = `
Exit codes:
  0    done
  1    not done, or only in part; standard error says why
  2    the command line or the environment is wrong or incomplete; nothing was requested
  3    textgate could not be reached, or did not answer in time
  4    stopped before the end; run the same command again to continue
  130  interrupted (Ctrl-C)`;

/** How to add a command: infra/cli/README.md. */
export const createProgram = async (argv: readonly string[], shell: Shell): Promise<CliCommand> => {
  const program = new CliCommand('textgate');
  program
    .description('Sends SMS with textgate, shows what became of them, and manages accounts.')
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
    .summary('manage accounts, API keys, logins and credits; settle, forget, restore')
    .description(
      'Manages accounts with their API keys, logins, limits and credits. It uses your AWS credentials and region, as AWS_PROFILE ' +
        'and AWS_REGION set them.',
    );
  // Loaded only when needed: it would slow down the start of every other command.
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
 * Runs a command line.
 * @returns the exit code of a command that succeeded, or of help that was printed
 * @throws CommandError, and whatever else the command throws
 */
export const runProgram = async (typed: readonly string[], shell: Shell): Promise<number> => {
  // commander's `help` only looks at the first word after it.
  const words = typed[0] === 'help' && typed.length > 1 ? [...typed.slice(1), '--help'] : typed;
  const argv = adminWords.includes(words[0] ?? '') ? ['admin', ...words] : words;
  const program = await createProgram(argv, shell);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    // Help: exit code 0 if it was asked for, otherwise it was printed because no command was given.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    throw error;
  }
};
