import { Argument, InvalidArgumentError, Option } from 'commander';
import type { CliCommand } from '../command.ts';
import { CommandError } from '../errors.ts';
import { addJson, show } from '../output.ts';
import type { Shell } from '../shell.ts';
import { render } from '../table.ts';
import { withAdvice } from './aws-errors.ts';
import type { AdminStore, Command } from './command.ts';
import { commands } from './commands.ts';

/** Describes the commands of two words, by their first word. */
const subjects: Readonly<Record<string, string>> = {
  account: 'Manages accounts, with their limits and defaults.',
  key: 'Manages API keys.',
  login: 'Manages logins for the XML-RPC door.',
  credits: 'Manages credits: how much an account may still send.',
  suppression: "Manages an account's suppression list.",
  webhook: "Manages an account's webhooks.",
  index: 'Adds older messages to a new index.',
};

/** Help for options, by their names. The placeholders of `as`, `status` and `table` say enough. */
const optionHelp: Readonly<Record<string, string>> = {
  account: 'id of the account: acc_…',
  address: 'the new address',
  amount: 'how many; negative to take credits off',
  below: 'publish the event when fewer are left',
  countries: 'the only countries to send to (default: those of the deployment)',
  delivery: 'id of one delivery: evt_…',
  description: 'your own words for the webhook',
  disable: 'post nothing to it until it is enabled',
  enable: 'post to it again',
  encoding: 'replace typographic characters by plain ones if that saves segments',
  events: 'events to post, separated by commas',
  file: 'file with the numbers; - reads standard input',
  from: 'name of the table that was restored from the backup',
  limit: 'how many credits below zero the account may go',
  name: 'a name for people',
  note: 'why, for your records',
  'no-sender-choice': 'XML-RPC programs can only use the default sender',
  'password-stdin': 'read the password from standard input',
  'per-day': 'most messages in a UTC day',
  'per-minute': 'most messages in a UTC minute',
  region: 'country of numbers that are not international',
  'remove-description': 'delete the description',
  scopes: 'what the key may do, separated by commas',
  sender: 'default sender',
  since: 'all failed deliveries of events since this time',
  user: 'user name of the login',
  'valid-for': 'expire messages that are not handed over within this time',
};

const webhook = 'wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW';

/** At least one for each command. */
const examples: Readonly<Record<string, string>> = {
  'create an account, on the local stack of `npm start`': 'admin account create --name Shop --local',
  'list accounts, in the deployment `prod`': 'admin account list --stage prod',
  'show an account': 'admin account show ACCOUNT',
  'set its limit for a minute, and remove its limit for a day':
    'admin account set-limits ACCOUNT --per-minute 60 --per-day none',
  'let its messages expire after ten minutes': 'admin account set-defaults ACCOUNT --valid-for 600',
  'reject all its requests': 'admin account disable ACCOUNT',
  'accept its requests again': 'admin account enable ACCOUNT',
  'create an API key, in the deployment `prod`': 'admin key create --account ACCOUNT --name web --stage prod',
  'print the ids of its keys, for a script': "admin key list --account ACCOUNT --json | jq -r '.[].id'",
  'revoke a key that got into wrong hands': 'admin key revoke KEY --account ACCOUNT',
  'create a login for the XML-RPC door, with a password of your own':
    'admin login create --account ACCOUNT --user shop --password-stdin < password.txt',
  'list its logins': 'admin login list --account ACCOUNT',
  'delete a login': 'admin login revoke --account ACCOUNT --user shop',
  'show its credits': 'admin credits show ACCOUNT',
  'add credits': 'admin credits add ACCOUNT --amount 500 --note invoice-7',
  'take credits off': 'admin credits add ACCOUNT --amount=-50 --note mistake',
  'let it send a hundred credits below zero': 'admin credits overdraft ACCOUNT --limit 100',
  'publish an event before the credits run out': 'admin credits threshold ACCOUNT --below 100',
  'suppress numbers from another system': 'admin suppression import --account ACCOUNT --file numbers.csv --region CH',
  'list the numbers that get nothing': 'admin suppression list --account ACCOUNT',
  'create a webhook': 'admin webhook create https://shop.example.com/news --account ACCOUNT',
  'list its webhooks, and since when one has been failing': 'admin webhook list --account ACCOUNT',
  'post nothing for now': `admin webhook update ${webhook} --account ACCOUNT --disable`,
  'delete a webhook': `admin webhook delete ${webhook} --account ACCOUNT`,
  'make a new secret': `admin webhook rotate-secret ${webhook} --account ACCOUNT`,
  'post a test event': `admin webhook test ${webhook} --account ACCOUNT`,
  'see what could not be delivered': `admin webhook deliveries ${webhook} --account ACCOUNT --status failed`,
  'redeliver what failed in an outage': `admin webhook redeliver ${webhook} --account ACCOUNT --since 2026-12-24T18:00:00+01:00`,
  'settle a message whose outcome was unknown': 'admin settle MESSAGE --as delivered',
  'blank the data of somebody who asks to be forgotten': 'admin forget +41791234567',
  'put back what a backup has': 'admin restore --from messages-restored',
  'before you add `status` to the setting `indexes`': 'admin index failures --stage prod',
  'see the options of a command': 'admin key create --help',
};

/** Opens the tables of a CloudFormation stack, or, if none is named, those of the local stack of `npm start`. */
export type OpenStore = (stack: string | undefined) => Promise<AdminStore>;

/** Loads the AWS SDK only now: loading it takes longer than everything else. */
const openTables =
  ({ folder }: Shell): OpenStore =>
  async (stack) => {
    const { deployedStore, localStore } = await import('./tables.ts');
    return stack === undefined ? localStore(folder) : deployedStore(stack);
  };

/** @param open given by tests */
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
  built.description(command.description).summary(firstSentenceOf(command.description));
  if (takesId) built.addArgument(new Argument(`<${idName}>`).argParser(present));
  const toValue = ([name, value]: readonly [string, string]) =>
    new Option(`--${name} <${value}>`, optionHelp[name]).argParser(present);
  const needed = Object.entries(required).map(toValue);
  const others = Object.entries(optional).map(toValue);
  const switches = flags.map((name) => new Option(`--${name}`, optionHelp[name]));
  for (const option of needed) built.addOption(option.makeOptionMandatory().helpGroup('Required:'));
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
    const result = await withAdvice(async () =>
      command.run(await open(local === true ? undefined : stack), given, shell.input),
    );
    show(result, output, shell, (answer) => render(answer, shell.columns));
    tellNotes(result, command, shell);
  });
};

interface PlaceOptions {
  readonly stage?: string;
  readonly stack?: string;
  readonly local?: true;
  readonly json?: boolean;
}

const places = (): readonly Option[] => [
  new Option('--stage <STAGE>', 'the deployment of this stage (default: dev)').argParser(present),
  new Option('--stack <STACK>', 'the SmsGateway construct in this CloudFormation stack of your own')
    .argParser(present)
    .conflicts('stage'),
  new Option('--local', 'the local stack that `npm start` runs in this folder').conflicts(['stage', 'stack']),
];

const firstSentenceOf = (text: string): string => /^.*?\.(?= |$)/s.exec(text)?.[0] ?? text;

const nameOf = (option: Option): string => option.long?.slice('--'.length) ?? '';

const present = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('The value is empty.');
  return text;
};

/** @throws CommandError if some lines of a file could not be read */
const tellNotes = (result: object, { remark }: Command, shell: Shell): void => {
  if (remark !== undefined) shell.tell(`\n${remark}`);
  const secret = ['key', 'password', 'secret'].find((name) => name in result);
  if (secret !== undefined) shell.tell(`\nStore the ${secret} now: it is not shown again.`);
  const badLines = 'badLines' in result && Array.isArray(result.badLines) ? result.badLines.length : 0;
  if (badLines > 0)
    throw new CommandError(`\nSkipped lines: ${badLines}. Correct them in the file, and repeat this command.`);
};
