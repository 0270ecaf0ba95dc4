import { randomUUID } from 'node:crypto';
import { Option } from 'commander';
import {
  ApiError,
  ConnectionError,
  type DryRun,
  type Message,
  type SendReply,
  type SendRequest,
  type Textgate,
  TimeoutError,
} from '../../../functions/client/index.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { CommandError, exitCodes, UsageError } from '../errors.ts';
import { addMessageOptions, type MessageOptions, messageFields } from '../message-options.ts';
import { addJson, type OutputOptions, show, tableOf } from '../output.ts';
import type { Shell } from '../shell.ts';
import { showTime } from '../times.ts';
import { countOption, readPairs, withoutLineEnd } from '../values.ts';
import { visible } from '../visible.ts';
import { follow, isDelivered } from './follow.ts';
import { briefColumns } from './messages.ts';

/** Options that make the request. */
interface RequestOptions extends MessageOptions {
  readonly to?: readonly string[];
  readonly text: string;
  readonly value?: readonly string[];
}

interface SendOptions extends RequestOptions, ConnectionOptions, OutputOptions {
  readonly key?: string;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly waitFor: number;
}

export const addSend = (program: CliCommand, shell: Shell): void => {
  const command = program
    .command('send')
    .helpGroup(withApiKey)
    .summary('send a text to one number or many')
    .description(
      'Sends a text to one number or many. Numbers are as people write them; those that cannot be sent to are told, and the ' +
        'others get theirs. For a whole file of them there is `textgate bulk`.',
    )
    .argument('[number...]', 'whom to send it to')
    .repeatable('--to <number>', 'the same; may be given several times')
    .requiredOption('--text <text>', 'what to send; `-` reads it from standard input');
  addMessageOptions(command, 'your own name for it, to find it again')
    .repeatable('--value <name=value>', 'what comes into {name} in the text; may be given several times')
    .option('--key <key>', 'idempotency key: the same send again, under its key, is not sent twice')
    .option('--dry-run', 'tell what would be sent, and send nothing')
    .addOption(new Option('--wait', 'wait until it is known what became of it').conflicts('dryRun'))
    .addOption(countOption('--wait-for <seconds>', 'the same, for so long at most').default(60).implies({ wait: true }))
    .examples({
      'one message': "send +41791234567 --text 'Your parcel is here.'",
      'the same to two, tomorrow evening':
        "send +41791234567 +41791234568 --text 'Closed.' --at 2026-12-24T18:00:00+01:00",
      'what it would cost': "send +41791234567 --text 'Your parcel is here.' --dry-run",
      'a text from a file, and what became of it': 'send +41791234567 --text - --wait < text.txt',
    });
  addJson(addConnection(command)).action(async (numbers: readonly string[], options: SendOptions) => {
    const request = await requestOf(numbers, options, shell);
    const client = await clientOf(options, shell);
    await (options.dryRun === true ? preview : send)(client, request, options, shell);
  });
};

/** @throws UsageError */
const requestOf = async (numbers: readonly string[], options: RequestOptions, shell: Shell): Promise<SendRequest> => {
  const to = [...numbers, ...(options.to ?? [])];
  if (to.length === 0) throw new UsageError('To whom? Give a number, or several. See textgate send --help.');
  const text = options.text === '-' ? withoutLineEnd(await shell.input()) : options.text;
  return {
    to,
    text,
    ...messageFields(options),
    ...(options.value !== undefined && { values: readPairs('--value', options.value) }),
  };
};

const send = async (client: Textgate, request: SendRequest, options: SendOptions, shell: Shell): Promise<void> => {
  const idempotencyKey = options.key ?? randomUUID();
  const stop = new AbortController();
  const undo = shell.onInterrupt(() => stop.abort(new CommandError('Interrupted.', exitCodes.interrupted)));
  const reply = await client.messages
    .send(request, { idempotencyKey, signal: stop.signal })
    .catch((error: unknown) => {
      if (stop.signal.aborted || isInDoubt(error))
        shell.tell(`It may have been sent. To be sure, repeat it with --key ${idempotencyKey}: it is not sent twice.`);
      throw error;
    })
    .finally(undo);
  const ended = options.wait === true ? await follow(client, reply.messages, options.waitFor, shell) : undefined;
  const messages = ended?.messages ?? reply.messages;
  show({ ...reply, messages }, options, shell, (answer) => describeReply(answer, shell));
  complain(reply, messages, ended);
};

/** @throws CommandError when there is somebody who has not got it */
const complain = (
  { rejected }: SendReply,
  messages: readonly Message[],
  ended: { readonly waiting: number } | undefined,
): void => {
  const all = messages.length + rejected.length;
  const undelivered =
    ended === undefined ? 0 : messages.filter((message) => !isDelivered(message)).length - ended.waiting;
  const problems = [
    ...(rejected.length > 0 ? [`${rejected.length} of ${all} recipients refused.`] : []),
    ...(undelivered > 0 ? [`${undelivered} of ${messages.length} messages not delivered.`] : []),
    ...(ended !== undefined && ended.waiting > 0
      ? [`${ended.waiting} of ${messages.length} messages not at the end yet: see later with \`textgate show ID\`.`]
      : []),
  ];
  if (problems.length > 0) throw new CommandError(problems.join(' '));
};

const isInDoubt = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  error instanceof TimeoutError ||
  (error instanceof ApiError && (error.status >= 500 || error.status === 409));

const describeReply = ({ messages, rejected, replaced = [] }: SendReply, shell: Shell): string =>
  [
    ...(messages.length > 0 ? [tableOf(messages, briefColumns, shell)] : []),
    ...(rejected.length > 0
      ? [tableOf(rejected, { REFUSED: ({ to }) => to, CODE: ({ code }) => code, WHY: ({ detail }) => detail }, shell)]
      : []),
    ...replacedIn(replaced),
  ].join('\n\n');

const replacedIn = (replaced: NonNullable<SendReply['replaced']>): readonly string[] =>
  replaced.length === 0
    ? []
    : [`Replaced: ${replaced.map(({ from, to, count }) => `${quoted(from)} by ${quoted(to)} (${count})`).join(', ')}`];

const quoted = (text: string): string => `"${visible(text)}"`;

const preview = async (client: Textgate, request: SendRequest, options: SendOptions, shell: Shell): Promise<void> => {
  const answer = await client.messages.preview(request);
  show(answer, options, shell, (run) => describePreview(run, shell));
  const refused = answer.recipients.filter(({ verdict }) => verdict !== 'send').length;
  if (refused > 0) throw new CommandError(`${refused} of ${answer.recipients.length} recipients would be refused.`);
};

const describePreview = ({ recipients, replaced, ucs2Characters, credits }: DryRun, shell: Shell): string =>
  [
    tableOf(
      recipients,
      {
        TO: ({ to }) => to,
        COUNTRY: ({ country }) => country ?? '',
        VERDICT: ({ verdict }) => verdict,
        SEGMENTS: ({ segments }) => String(segments ?? ''),
        ENCODING: ({ encoding }) => encoding ?? '',
        CREDITS: ({ credits }) => String(credits),
        'SENT AT': ({ sendAt }) => (sendAt === null ? '' : showTime(sendAt)),
        WHY: ({ detail }) => detail ?? '',
      },
      shell,
    ),
    [
      `Credits: ${credits}. Nothing was sent.`,
      ...replacedIn(replaced),
      ...(ucs2Characters.length > 0
        ? [
            `Characters that halve what fits a segment: ${ucs2Characters.map(({ character, count }) => `${quoted(character)} (${count})`).join(', ')}`,
          ]
        : []),
    ].join('\n'),
  ].join('\n\n');
