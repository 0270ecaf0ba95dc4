import type { Account } from '../../../functions/client/index.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { addJson, type OutputOptions, show } from '../output.ts';
import type { Shell } from '../shell.ts';
import { pairs } from '../table.ts';

export const addWhoami = (program: CliCommand, shell: Shell): void => {
  const command = program
    .command('whoami')
    .helpGroup(withApiKey)
    .summary('show the account of the API key, and its credits')
    .description('Shows the account of the API key, its credits, and whether the upstream gateway answers.')
    .examples({ 'show the account of the key in use': 'whoami' });
  addJson(addConnection(command)).action(async (options: ConnectionOptions & OutputOptions) => {
    const client = await clientOf(options, shell);
    show(await client.account.get(), options, shell, (account) => describe(account, shell));
  });
};

const describe = ({ id, name, groupId, credits, gateway }: Account, shell: Shell): string =>
  pairs(
    [
      ['account', id],
      ['name', name],
      ['group id', groupId],
      ['credits', credits === null ? '(not metered)' : String(credits)],
      ['upstream gateway', standingOf(gateway)],
      ...(gateway.credits === null ? [] : [['upstream credits', String(gateway.credits)] as const]),
      ...(gateway.status === null ? [] : [['upstream status', gateway.status] as const]),
    ],
    shell.columns,
  );

const standingOf = ({ available, authenticated }: Account['gateway']): string => {
  if (!available) return 'does not answer';
  return authenticated === false ? "answers, but refuses textgate's login" : 'answers';
};
