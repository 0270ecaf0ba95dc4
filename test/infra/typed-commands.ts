import { type Command, CommanderError } from 'commander';
import { UsageError } from '../../infra/cli/errors.ts';
import { createProgram } from '../../infra/cli/program.ts';
import { parseSettings, SettingsError } from '../../infra/settings.ts';
import manifest from '../../package.json' with { type: 'json' };
import { aShell } from '../support/cli/a-shell.ts';

/** The textgate commands in these texts that would fail as they are written, each with the reason. */
export const wrongCommands = async (texts: readonly string[]): Promise<string[]> => {
  const commands = texts.flatMap(commandsIn);
  const problems = await Promise.all(commands.map(problemOf));
  return commands.flatMap((command, place) => (problems[place] ? [`${command.join(' ')}: ${problems[place]}`] : []));
};

/** The words of each command in a text. Quoted words stay whole, and what a shell would expand stays as it is. */
const commandsIn = (text: string): string[][] =>
  text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => [...line.matchAll(/\b(?:npm|npx) (?:'[^']*'|"[^"]*"|[^;&|)'"])+/g)])
    .map(([command]) => command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [])
    .map((words) => words.map((word) => word.replace(/^(['"])(.*)\1$/s, '$2')))
    .map(withoutComment);

const withoutComment = (words: string[]): string[] =>
  words.includes('#') ? words.slice(0, words.indexOf('#')) : words;

const problemOf = ([program, ...words]: readonly string[]): Promise<string | undefined> | string | undefined => {
  const [first = '', ...rest] = words.filter((word) => !['-s', '--no-install', '--yes'].includes(word));
  if (program === 'npm') return first === 'run' ? problemOfScript(rest) : undefined;
  if (first === 'textgate') return problemOfTextgate(rest);
  return first === 'cdk' ? problemOfContext(rest) : undefined;
};

const problemOfScript = ([name = '', , ...words]: readonly string[]) => {
  if (!Object.hasOwn(manifest.scripts, name)) return 'no such script';
  return name === 'admin' ? problemOfTextgate(['admin', ...words]) : undefined;
};

const problemOfContext = (words: readonly string[]) => {
  const pairs = words.flatMap((word, place) => (words[place - 1] === '-c' ? [word.split('=')] : []));
  try {
    parseSettings(Object.fromEntries(pairs));
    return undefined;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
};

/** Lets the program parse the words without running anything. */
const problemOfTextgate = async (words: readonly string[]) => {
  const program = await createProgram(words, aShell().shell);
  // Only a command's name: the text mentions the command.
  if (commandAt(program, words) !== undefined) return undefined;
  doNothing(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    // The text asks for help.
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    throw error;
  }
};

const commandAt = (program: Command, words: readonly string[]): Command | undefined =>
  words.reduce<Command | undefined>((at, word) => at?.commands.find((command) => command.name() === word), program);

const doNothing = (command: Command): void => {
  if (command.commands.length === 0) command.action(() => {});
  for (const each of command.commands) doNothing(each);
};
