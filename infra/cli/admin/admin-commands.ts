import { Argument, InvalidArgumentError, Option } from 'commander';
import type { CliCommand } from '../command.ts';
import { CommandError } from '../errors.ts';
import { addJson, show } from '../output.ts';
import type { Shell } from '../shell.ts';
import { render } from '../table.ts';
import { inWords } from './aws-errors.ts';
import type { AdminStore, Command } from './command.ts';
import { commands } from './commands.ts';

/** What the commands of two words are about, by their first. */
const subjects: Readonly<Record<string, string>> = {
  account: 'accounts, with their limits and defaults',
  key: 'API keys',
  login: 'logins for the XML-RPC door',
  credits: 'how much an account may still send',
  suppression: 'numbers to which an account sends nothing',
  webhook: "addresses to which an account's news is posted",
  index: 'what an index is to know of older messages',
};

const webhook = 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

/** One at least for each command. */
const examples: Readonly<Record<string, string>> = {
  'an account, on the stack that `npm start` runs': 'admin account create --name Shop --local',
  'who there is, in the deployment `prod`': 'admin account list --stage prod',
  'what one may do': 'admin account show ACCOUNT',
  'a limit of its own, and none for the day': 'admin account set-limits ACCOUNT --per-minute 60 --per-day none',
  'for how long its messages are of use': 'admin account set-defaults ACCOUNT --valid-for 600',
  'nothing more from it': 'admin account disable ACCOUNT',
  'what it sends goes out again': 'admin account enable ACCOUNT',
  'a key for it, in the deployment `prod`': 'admin key create --account ACCOUNT --name web --stage prod',
  'the ids of its keys, for a script': "admin key list --account ACCOUNT --json | jq -r '.[].id'",
  'a key that got into wrong hands': 'admin key revoke KEY --account ACCOUNT',
  'a login for the XML-RPC door, with a password of your own':
    'admin login create --account ACCOUNT --user shop --password-stdin < password.txt',
  'its logins': 'admin login list --account ACCOUNT',
  'a login that is used no more': 'admin login revoke --account ACCOUNT --user shop',
  'what is left': 'admin credits show ACCOUNT',
  credits: 'admin credits add ACCOUNT --amount 500 --note invoice-7',
  'some of them back': 'admin credits add ACCOUNT --amount=-50 --note mistake',
  'a hundred below zero': 'admin credits overdraft ACCOUNT --limit 100',
  'a word before they run out': 'admin credits threshold ACCOUNT --below 100',
  'numbers from another system': 'admin suppression import --account ACCOUNT --file numbers.csv --region CH',
  'whom it does not send to': 'admin suppression list --account ACCOUNT',
  'where the news of its messages goes': 'admin webhook create --account ACCOUNT --url https://shop.example.com/news',
  'since when one is failing': 'admin webhook list --account ACCOUNT',
  'no news for now': `admin webhook update ${webhook} --account ACCOUNT --disable`,
  'no news any more': `admin webhook delete ${webhook} --account ACCOUNT`,
  'another secret': `admin webhook rotate-secret ${webhook} --account ACCOUNT`,
  'whether it is reached': `admin webhook test ${webhook} --account ACCOUNT`,
  'what it did not take': `admin webhook deliveries ${webhook} --account ACCOUNT --status failed`,
  'what was missed in an outage': `admin webhook redeliver ${webhook} --account ACCOUNT --since 2026-12-24T18:00:00+01:00`,
  'a message whose outcome was unknown': 'admin settle MESSAGE --as delivered',
  'somebody who wants to be forgotten': 'admin forget +41791234567',
  'a table that was restored from a backup': 'admin restore --from messages-restored',
  'before `indexes` names `status`': 'admin index failures --stage prod',
  'what a command takes': 'admin key create --help',
};

/** Opens the tables of a CloudFormation stack; without one those that `npm start` runs on this machine. */
export type OpenStore = (stack: string | undefined) => Promise<AdminStore>;

/** The AWS SDK takes longer to load than all else. */
const openTables =
  ({ folder }: Shell): OpenStore =>
  async (stack) => {
    const { deployedStore, localStore } = await import('./tables.ts');
    return stack === undefined ? localStore(folder) : deployedStore(stack);
  };

/** Makes commander's commands of the table of them. `open` is handed in by tests. */
export const addAdminCommands = (admin: CliCommand, shell: Shell, open: OpenStore = openTables(shell)): void => {
  const groups = new Map(
    Object.entries(subjects).map(([word, subject]) => [word, admin.command(word).description(subject)]),
  );
  for (const [name, command] of Object.entries(commands)) {
    const [word = '', second] = name.split(' ');
    addCommand(
      second === undefined ? admin.command(word) : (groups.get(word) ?? admin).command(second),
      command,
      shell,
      open,
    );
  }
  admin.examples(examples);
};

const addCommand = (built: CliCommand, command: Command, shell: Shell, open: OpenStore): void => {
  const { takesId, idName = 'ID', required, optional, flags = [] } = command;
  built.description(command.summary);
  if (takesId) built.addArgument(new Argument(`<${idName}>`).argParser(present));
  const toValue = ([name, value]: readonly [string, string]) => new Option(`--${name} <${value}>`).argParser(present);
  const needed = Object.entries(required).map(toValue);
  const others = Object.entries(optional).map(toValue);
  const switches = flags.map((name) => new Option(`--${name}`));
  for (const option of needed) built.addOption(option.makeOptionMandatory().helpGroup('Needed:'));
  for (const option of [...others, ...switches]) built.addOption(option);
  for (const option of places()) built.addOption(option.helpGroup('Which deployment:'));
  addJson(built);

  built.action(async () => {
    const textOf = (option: Option): string | undefined => {
      const value: unknown = built.getOptionValue(option.attributeName());
      return typeof value === 'string' ? value : undefined;
    };
    const isTyped = (option: Option) => built.getOptionValueSource(option.attributeName()) === 'cli';
    const given = {
      id: takesId ? (built.args[0] ?? '') : '',
      options: Object.fromEntries([...needed, ...others].map((option) => [nameOf(option), textOf(option)])),
      flags: new Set(switches.filter(isTyped).map(nameOf)),
    };
    const { local, stage = 'dev', stack = `textgate-${stage}-data`, ...output } = built.opts<PlaceOptions>();
    const result = await inWords(async () =>
      command.run(await open(local === true ? undefined : stack), given, shell.input),
    );
    show(result, output, shell, (answer) => render(answer, shell.columns));
    tellBeside(result, command, shell);
  });
};

interface PlaceOptions {
  readonly stage?: string;
  readonly stack?: string;
  readonly local?: true;
  readonly json?: boolean;
}

const places = (): readonly Option[] => [
  new Option('--stage <STAGE>', 'its stage (default: dev)').argParser(present),
  new Option('--stack <STACK>', 'the CloudFormation stack of your own that has a gateway (an SmsGateway) in it')
    .argParser(present)
    .conflicts('stage'),
  new Option('--local', 'the one that `npm start` runs on this machine').conflicts(['stage', 'stack']),
];

const nameOf = (option: Option): string => option.long?.slice('--'.length) ?? '';

const present = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return text;
};

/** @throws CommandError when part of what was asked for was not done */
const tellBeside = (result: object, { remark }: Command, shell: Shell): void => {
  if (remark !== undefined) shell.tell(`\n${remark}`);
  const secret = ['key', 'password', 'secret'].find((name) => name in result);
  if (secret !== undefined) shell.tell(`\nKeep the ${secret} now: it is not shown again.`);
  const badLines = 'badLines' in result && Array.isArray(result.badLines) ? result.badLines.length : 0;
  if (badLines > 0)
    throw new CommandError(
      `\n${badLines} of the file's lines could not be read: nothing came of them. Correct them, and repeat this.`,
    );
};
