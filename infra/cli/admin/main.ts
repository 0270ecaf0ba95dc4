#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { readCommandLine } from './command-line.ts';
import { render } from './render.ts';
import { deployedStore, localStore } from './tables.ts';

const main = async (argv: readonly string[]): Promise<void> => {
  const line = readCommandLine(argv);
  if (line.help !== undefined) {
    console.log(line.help);
    return;
  }
  const store = await (line.stack === undefined ? localStore() : deployedStore(line.stack));
  const result = await line.command.run(store, line.given, () => text(process.stdin));
  console.log(line.json ? JSON.stringify(result, undefined, 2) : render(result));
  if (line.command.remark !== undefined) console.error(`\n${line.command.remark}`);
  const badLines = 'badLines' in result && Array.isArray(result.badLines) ? result.badLines.length : 0;
  if (badLines > 0) {
    console.error(
      `\n${badLines} of the file's lines could not be read: nothing came of them. Correct them, and repeat this.`,
    );
    process.exitCode = 1;
  }
  const secret = ['key', 'password', 'secret'].find((name) => name in result);
  if (secret !== undefined) console.error(`\nKeep the ${secret} now: it is not shown again.`);
};

/** What the AWS SDK says of these does not tell what to do. */
const adviceFor = ({ name, message }: Error): string | undefined => {
  if (message === 'Region is missing')
    return 'Which region? Set AWS_REGION (AWS_DEFAULT_REGION is not read), or use --local.';
  if (name === 'CredentialsProviderError') return 'No AWS credentials were found. Set AWS_PROFILE, or use --local.';
  return undefined;
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  // A person's mistake, or AWS' refusal, is told in a line; only a mistake of this program's needs its stack.
  if (!(error instanceof Error) || error instanceof TypeError) throw error;
  console.error(adviceFor(error) ?? error.message);
  process.exitCode = 1;
}
