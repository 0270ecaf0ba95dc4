import { InvalidAccountError, UnknownAccountError, UnknownApiKeyError } from '../../functions/accounts/errors.ts';
import { help, readCommandLine } from './command-line.ts';
import { CommandError } from './errors.ts';
import { render } from './render.ts';
import { deployedAccounts, localAccounts } from './tables.ts';

const main = async (argv: readonly string[]): Promise<void> => {
  const line = readCommandLine(argv);
  if (line.help) {
    console.log(help);
    return;
  }
  const store = await (line.local ? localAccounts() : deployedAccounts(line.stage));
  const result = await line.command.run(store, line.given);
  console.log(line.json ? JSON.stringify(result, undefined, 2) : render(result));
  if ('key' in result) console.error('\nKeep the key now: it is not shown again.');
};

const expected = [CommandError, InvalidAccountError, UnknownAccountError, UnknownApiKeyError];

try {
  await main(process.argv.slice(2));
} catch (error) {
  // Mistakes of the person's, and AWS' own refusals (credentials, no such stack), need no stack trace.
  const isOurs = expected.some((kind) => error instanceof kind);
  if (!(error instanceof Error) || !(isOurs || '$metadata' in error || error.name === 'CredentialsProviderError'))
    throw error;
  console.error(error.message);
  process.exitCode = 1;
}
