import { CommanderError } from 'commander';
import { addAdminCommands, type OpenStore } from '../../../infra/cli/admin/admin-commands.ts';
import { CliCommand } from '../../../infra/cli/command.ts';
import { aShell } from './a-shell.ts';

/** Runs what was typed after `textgate admin`, on a store. `answer` is what `--json` printed. */
export const runAdmin = async (argv: readonly string[], open: OpenStore, input = '') => {
  const surroundings = aShell({ input: async () => input });
  const { shell } = surroundings;
  const admin = new CliCommand('admin');
  admin.exitOverride().configureOutput({ writeOut: shell.print });
  addAdminCommands(admin, shell, open);
  await admin.parseAsync(argv, { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
  });
  const { printed, told } = surroundings;
  return { printed, told, answer: argv.includes('--json') ? JSON.parse(printed) : undefined };
};
