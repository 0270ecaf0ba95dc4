import { parseArgs } from 'node:util';
import { repeatedIn } from '../../../functions/accounts/line.ts';
import type { Arguments, Command } from './command.ts';
import { commands } from './commands.ts';
import { CommandError } from './errors.ts';

const usage = ({ takesId, idName = 'ID', required, optional, flags = [] }: Command): string =>
  [
    ...(takesId ? [idName] : []),
    ...Object.entries(required).map(([name, value]) => `--${name} ${value}`),
    ...Object.entries(optional).map(([name, value]) => `[--${name} ${value}]`),
    ...flags.map((name) => `[--${name}]`),
  ].join(' ');

const describe = (names: readonly string[]): string =>
  names
    .map((name) => {
      const command = commands[name];
      return command && `  ${[name, usage(command)].join(' ').trimEnd()}\n      ${command.summary}`;
    })
    .join('\n');

/** Of the commands that begin with the words before `--help`; of all, where there are none. */
const helpFor = (argv: readonly string[]): string => {
  const words = argv.filter((word) => !word.startsWith('-') && word !== 'help').join(' ');
  const asked = Object.keys(commands).filter(
    (name) => words !== '' && (name === words || name.startsWith(`${words} `)),
  );
  return asked.length > 0 ? describe(asked) : help;
};

export const help = `Manages accounts with their API keys, logins, limits and credits, with your AWS
credentials and region: AWS_PROFILE, AWS_REGION and the like say which.

Usage: npm run admin -- <command> [--stage STAGE | --stack STACK | --local] [--json]
       npx textgate <command> …, where the package is installed

${describe(Object.keys(commands))}

  --stage STAGE   the deployment to work on (default: dev)
  --stack STACK   the CloudFormation stack of your own that has a gateway (an SmsGateway) in it
  --local         the one that \`npm start\` runs on this machine
  --json          print JSON
`;

export type CommandLine =
  | { readonly help: string }
  | {
      readonly help: undefined;
      readonly command: Command;
      readonly given: Arguments;
      /** The stack that has the tables; absent: that of `npm start`. */
      readonly stack: string | undefined;
      readonly json: boolean;
    };

/** @throws CommandError saying what is wrong with what was typed. */
export const readCommandLine = (argv: readonly string[]): CommandLine => {
  if (argv.length === 0 || argv.includes('--help') || argv[0] === 'help') return { help: helpFor(argv) };
  const words = [argv.slice(0, 2), argv.slice(0, 1)].find((first) => Object.hasOwn(commands, first.join(' ')));
  const name = (words ?? argv.slice(0, 2)).join(' ');
  const command = words && commands[name];
  if (!command) throw new CommandError(`There is no command "${name}". See --help.`);

  const optionNames = [...Object.keys(command.required), ...Object.keys(command.optional)];
  const { local, json, flags, options, positionals } = parse(
    argv.slice(words.length),
    optionNames,
    command.flags ?? [],
  );
  const { stage, stack, ...own } = options;
  if ([stage, stack, local || undefined].filter((place) => place !== undefined).length > 1) {
    throw new CommandError('Give one of --stage, --stack and --local.');
  }

  const [id, surplus] = command.takesId ? positionals : [undefined, ...positionals];
  const missing = [
    ...(command.takesId && !id ? [command.idName ?? 'ID'] : []),
    ...Object.keys(command.required).flatMap((option) => (own[option] ? [] : [`--${option}`])),
  ];
  const reminder = `Usage: ${name} ${usage(command)}`;
  if (missing.length > 0) throw new CommandError(`Missing: ${missing.join(', ')}. ${reminder}`);
  if (surplus !== undefined) throw new CommandError(`Not understood: ${surplus}. ${reminder}`);

  const given = { id: id ?? '', options: own, flags };
  return { help: undefined, command, given, stack: local ? undefined : (stack ?? dataStackOf(stage)), json };
};

const dataStackOf = (stage = 'dev'): string => `textgate-${stage}-data`;

const parse = (args: string[], names: readonly string[], flagNames: readonly string[]) => {
  const strings = Object.fromEntries(['stage', 'stack', ...names].map((name) => [name, { type: 'string' } as const]));
  const booleans = Object.fromEntries(
    ['json', 'local', ...flagNames].map((name) => [name, { type: 'boolean' } as const]),
  );
  try {
    const { values, positionals, tokens } = parseArgs({
      args,
      options: { ...strings, ...booleans },
      allowPositionals: true,
      tokens: true,
    });
    const repeated = repeatedIn(tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])));
    if (repeated !== undefined) throw new CommandError(`--${repeated} is given twice.`);
    const { json, local, ...rest } = values;
    const options = Object.entries(rest).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return {
      json: json === true,
      local: local === true,
      flags: new Set(flagNames.filter((name) => rest[name] === true)),
      options: Object.fromEntries(options),
      positionals,
    };
  } catch (error) {
    if (error instanceof TypeError) throw new CommandError(error.message);
    throw error;
  }
};
