#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { help, readCommandLine } from './command-line.ts';
import { render } from './render.ts';
import { deployedStore, localStore } from './tables.ts';

const main = async (argv: readonly string[]): Promise<void> => {
  const line = readCommandLine(argv);
  if (line.help) {
    console.log(help);
    return;
  }
  const store = await (line.stack === undefined ? localStore() : deployedStore(line.stack));
  const result = await line.command.run(store, line.given, () => text(process.stdin));
  console.log(line.json ? JSON.stringify(result, undefined, 2) : render(result));
  const secret = ['key', 'password'].find((name) => name in result);
  if (secret !== undefined) console.error(`\nKeep the ${secret} now: it is not shown again.`);
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  // A person's mistake, or AWS' refusal, is told in a line; only a mistake of this program's needs its stack.
  if (!(error instanceof Error) || error instanceof TypeError) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
