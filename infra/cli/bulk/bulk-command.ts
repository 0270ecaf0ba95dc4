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

/** Imported only when the command runs: it would slow down the start of every other command. */
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
    // The job retries by itself (job/patience.ts): it slows down when it is too fast.
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
    .summary('send a text to every row of a CSV file')
    .description(
      'Sends a text to every row of a CSV file from a spreadsheet. {first_name} in the text is replaced by the value in the ' +
        'column "First name". The command first shows what it would send, and asks. It writes the result of each row to ' +
        'FILE.results.csv. If it is interrupted, run the same command again to continue: nobody gets the message twice.',
    )
    .argument('<file>', 'CSV file with the names of the columns in its first row')
    .option(
      '--text <text>',
      'text with {placeholders}; write {{ or }} for a brace; `-` reads the text from standard input',
    )
    .addOption(new Option('--text-file <path>', 'file that contains the text, in UTF-8').conflicts('text'))
    .option('--to-column <name>', 'column of the phone numbers (default: the one called phone, mobile, to or similar)')
    .repeatable(
      '--default <name=value>',
      'value for {name} in rows where it is empty, which are rejected otherwise; may be given several times',
    )
    .option('--key <name>', "name of the job (default: the file's name); a job's file and options cannot change");
  return addMessageOptions(command, "your own name for the messages, to find them again (default: the job's name)")
    .addOption(
      countOption('--request-size <rows>', 'send at most this many rows in one request').default(mostInRequest),
    )
    .addOption(countOption('--rate <messages>', 'send at most this many messages a second').default(50))
    .addOption(new Option('--dry-run', 'show what would be sent, and send nothing').conflicts(['yes', 'status']))
    .option('--yes', 'send without asking')
    .option('--status', "update the results with the messages' present status; send nothing")
    .examples({
      'send to all customers, after a question':
        "bulk customers.csv --text 'Hello {first_name}, we are closed tomorrow.'",
      'see what it would cost': "bulk customers.csv --text 'Hello {first_name}, …' --dry-run",
      'send at a given time, from a script':
        'bulk customers.csv --text-file text.txt --key campaign-2026-12 --at 2026-12-24T18:00:00+01:00 --yes',
      'see later what became of the messages': 'bulk customers.csv --key campaign-2026-12 --status',
    })
    .addHelpText('after', exitCodesHelp);
};

/** Checks what needs no file. @throws UsageError */
const checkOptions = ({ requestSize, yes, dryRun }: BulkOptions, { ask }: Shell): void => {
  if (requestSize > mostInRequest) throw new UsageError(`--request-size is ${mostInRequest} at most.`);
  if (yes === true || dryRun === true || ask !== undefined) return;
  throw new UsageError('There is no terminal to ask at. Add --yes to send, or --dry-run to see what would be sent.');
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
  0    every row got its message (with --dry-run: would get it)
  1    some rows were rejected; the results say why
  2    the command line or the file is wrong, or does not fit the job so far; nothing was sent
  4    stopped before the end by textgate, a limit, missing credits or the disk; run the same command again to continue
  130  interrupted (Ctrl-C), or not confirmed; run the same command again to continue`;

/** The limit of a reference: the name is the default reference of the job's messages. */
const longestName = 100;

const readName = (file: string, { key }: BulkOptions): string => {
  const name = key ?? nameOf(file);
  if (name.trim() !== '' && name.length <= longestName) return name;
  throw new UsageError(`A job's name has from 1 to ${longestName} characters. Give one with --key.`);
};

const readText = async ({ text, textFile }: BulkOptions, shell: Shell): Promise<string> => {
  if (text !== undefined && text !== '-') return text;
  if (text === undefined && textFile === undefined) throw new UsageError('No text. Give --text or --text-file.');
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
