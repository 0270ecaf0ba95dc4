import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import { Textgate } from '../../../functions/client/index.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type Connection, type ConnectionOptions, connectionOf } from '../connection.ts';
import { UsageError } from '../errors.ts';
import { addMessageOptions, type MessageOptions, messageFields } from '../message-options.ts';
import { addJson, type OutputOptions } from '../output.ts';
import type { Shell } from '../shell.ts';
import { countOption, readPairs, withoutLineEnd } from '../values.ts';
import { nameOf } from './job/places.ts';
import type { Order, Parts } from './run-bulk.ts';

interface BulkOptions extends MessageOptions, ConnectionOptions, OutputOptions {
  readonly text?: string;
  readonly textFile?: string;
  readonly toColumn?: string;
  readonly default?: readonly string[];
  readonly key?: string;
  readonly requestSize: number;
  readonly rate: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly status?: boolean;
}

/** The parts are imported when the command is carried out: no other one waits for them. */
const loadParts = async (): Promise<Parts> => {
  const { openSheet } = await import('./sheet/sheet.ts');
  const { openJob } = await import('./job/open-job.ts');
  const { updateStatus } = await import('./job/status.ts');
  const { nodePorts } = await import('./job/node-ports.ts');
  return { openSheet, openJob, updateStatus, portsFor: nodePorts };
};

export const addBulk = (program: CliCommand, shell: Shell, parts: () => Promise<Parts> = loadParts): void => {
  const command = addOptions(program.command('bulk'));
  addJson(addConnection(command)).action(async (file: string, options: BulkOptions) => {
    const name = readName(file, options);
    const connection = await connectionOf(options, shell);
    // What is tried again is the job's own to tell (job/patience.ts).
    const client = new Textgate({ ...connection, fetch: shell.fetch, maxRetries: 0 });
    const { runBulk, showJobStatus } = await import('./run-bulk.ts');
    if (options.status === true) return showJobStatus({ name, file }, client, await parts(), shell, options);
    checkOptions(options, shell);
    const order = await readOrder(name, file, options, connection, shell);
    return runBulk(order, options, client, await parts(), shell);
  });
};

const addOptions = (command: CliCommand): CliCommand => {
  command
    .helpGroup(withApiKey)
    .summary('send to everybody in a spreadsheet')
    .description(
      'Sends a text to each row of a CSV file, as spreadsheets write it: {first_name} in the text is filled from the column ' +
        '"First name". First it tells what would be sent, and asks. What becomes of each row is written to FILE.results.csv. ' +
        'Interrupted anywhere, the same command again goes on: nobody gets it twice.',
    )
    .argument('<file>', 'the CSV file; its first row has the names of the columns')
    .option(
      '--text <text>',
      'what to send, with {places}; for a brace write {{ or }}; `-` reads it from standard input',
    )
    .addOption(new Option('--text-file <path>', 'a file with the text, in UTF-8').conflicts('text'))
    .option('--to-column <name>', 'the column with the numbers; one called phone, mobile, to and the like is found')
    .repeatable(
      '--default <name=value>',
      'what comes into {name} where a row has nothing: such a row is refused otherwise',
    )
    .option('--key <name>', "names the job; the file's name if left out. A name's file and options cannot change");
  return addMessageOptions(command, "your own name for its messages, to find them again; the job's if left out")
    .addOption(countOption('--request-size <rows>', 'rows in one request, at most').default(mostInRequest))
    .addOption(countOption('--rate <messages>', 'messages a second, at most').default(50))
    .addOption(new Option('--dry-run', 'tell what would be sent, and send nothing').conflicts(['yes', 'status']))
    .option('--yes', 'send without asking')
    .option('--status', 'ask what became of the messages of the job, and put it into its results; send nothing')
    .examples({
      'to all customers, after a question': "bulk customers.csv --text 'Hello {first_name}, we are closed tomorrow.'",
      'what it would cost': "bulk customers.csv --text 'Hello {first_name}, …' --dry-run",
      'a name for the job, at a time, from a script':
        'bulk customers.csv --text-file text.txt --key campaign-2026-12 --at 2026-12-24T18:00:00+01:00 --yes',
      'what became of it': 'bulk customers.csv --key campaign-2026-12 --status',
    })
    .addHelpText('after', exitCodesHelp);
};

/** What can be told before anything is read. @throws UsageError */
const checkOptions = ({ requestSize, yes, dryRun }: BulkOptions, { ask }: Shell): void => {
  if (requestSize > mostInRequest) throw new UsageError(`--request-size is ${mostInRequest} at most.`);
  if (yes === true || dryRun === true || ask !== undefined) return;
  throw new UsageError(
    'Nobody is at a terminal to be asked: add --yes to send, or --dry-run to see what would be sent.',
  );
};

const readOrder = async (
  name: string,
  file: string,
  options: BulkOptions,
  sender: Connection,
  shell: Shell,
): Promise<Order> => {
  const { requestSize, rate, toColumn, reference = name } = options;
  return {
    name,
    file,
    content: { text: await readText(options, shell), ...messageFields({ ...options, reference }) },
    columns: {
      defaults: readPairs('--default', options.default ?? []),
      ...(toColumn !== undefined && { toColumn }),
    },
    requestSize,
    rate,
    sender,
  };
};

const mostInRequest = 1_000;

const exitCodesHelp = `
Exit codes:
  0    each row got its message (with --dry-run: would get it)
  1    some rows were refused: each is in the results, with its reason
  2    the command line, the file, or what was found of the job is not as it must be: nothing was sent now
  4    stopped before the end, by the gateway, a limit, missing credits or the disk: the same command again goes on
  130  interrupted (Ctrl-C), or the question was not answered with yes: the same command again goes on`;

/** As long as a reference may be, for it is the reference of the job's messages. */
const longestName = 100;

const readName = (file: string, { key }: BulkOptions): string => {
  const name = key ?? nameOf(file);
  if (name.trim() !== '' && name.length <= longestName) return name;
  throw new UsageError(`A job's name has 1 to ${longestName} characters: name it with --key.`);
};

const readText = async ({ text, textFile }: BulkOptions, shell: Shell): Promise<string> => {
  if (text !== undefined && text !== '-') return text;
  if (text === undefined && textFile === undefined)
    throw new UsageError('What is to be sent? Give --text, or --text-file.');
  return withoutLineEnd(textFile === undefined ? await shell.input() : await readTextFile(textFile));
};

const readTextFile = async (path: string): Promise<string> => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const problem = error instanceof TypeError ? 'it is not UTF-8' : error instanceof Error ? error.message : '';
    throw new UsageError(`The text in ${path} cannot be read: ${problem}.`);
  }
};
