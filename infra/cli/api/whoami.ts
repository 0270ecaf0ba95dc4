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
    .summary('whose API key it is, and what credits there are')
    .description('Tells whose API key it is, what credits there are, and whether the gateway answers.')
    .examples({ 'the account of a key': 'whoami' });
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
      ['gateway', standingOf(gateway)],
      ...(gateway.credits === null ? [] : [['credits there', String(gateway.credits)] as const]),
      ...(gateway.status === null ? [] : [['status there', gateway.status] as const]),
    ],
    shell.columns,
  );

const standingOf = ({ available, authenticated }: Account['gateway']): string => {
  if (!available) return 'does not answer';
  return authenticated === false ? "answers, but refuses this deployment's credentials" : 'answers';
};
