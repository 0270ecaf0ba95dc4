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

/** Options that become fields of the request. */
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
    .summary('send a text to one or more numbers')
    .description(
      'Sends a text to one or more numbers, written as people write them. Numbers that are not accepted are listed with the ' +
        'reason; the others still get their message. To send to a whole file, see `textgate bulk`.',
    )
    .argument('[number...]', 'recipients')
    .repeatable('--to <number>', 'a recipient, too; may be given several times')
    .requiredOption('--text <text>', 'text of the message; `-` reads it from standard input');
  addMessageOptions(command, 'your own name for the message, to find it again with `textgate list`')
    .repeatable('--value <name=value>', 'value that replaces {name} in the text; may be given several times')
    .option('--key <key>', 'idempotency key: repeating the same command with the same key does not send twice')
    .option('--dry-run', 'show what would be sent and what it costs, and send nothing')
    .addOption(new Option('--wait', 'wait for the final status of each message').conflicts('dryRun'))
    .addOption(
      countOption('--wait-for <seconds>', 'wait for this time at most; implies --wait')
        .default(60)
        .implies({ wait: true }),
    )
    .examples({
      'send one message': "send +41791234567 --text 'Your parcel is here.'",
      'send to two numbers, at a later time':
        "send +41791234567 +41791234568 --text 'Closed.' --at 2026-12-24T18:00:00+01:00",
      'see what a message would cost': "send +41791234567 --text 'Your parcel is here.' --dry-run",
      'send a text from a file, and wait for its final status': 'send +41791234567 --text - --wait < text.txt',
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
  if (to.length === 0) throw new UsageError('No recipient. Give at least one number. See textgate send --help.');
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
        shell.tell(
          `The message may have been sent. To make sure, repeat this command with --key ${idempotencyKey}: nobody gets it twice.`,
        );
      throw error;
    })
    .finally(undo);
  const ended = options.wait === true ? await follow(client, reply.messages, options.waitFor, shell) : undefined;
  const messages = ended?.messages ?? reply.messages;
  show({ ...reply, messages }, options, shell, (answer) => describeReply(answer, shell));
  complain(reply, messages, ended);
};

/** @throws CommandError if somebody has not got the message, or not yet */
const complain = (
  { rejected }: SendReply,
  messages: readonly Message[],
  ended: { readonly waiting: number } | undefined,
): void => {
  const all = messages.length + rejected.length;
  const undelivered =
    ended === undefined ? 0 : messages.filter((message) => !isDelivered(message)).length - ended.waiting;
  const problems = [
    ...(rejected.length > 0 ? [`${rejected.length} of ${all} recipients were rejected.`] : []),
    ...(undelivered > 0 ? [`${undelivered} of ${messages.length} messages were not delivered.`] : []),
    ...(ended !== undefined && ended.waiting > 0
      ? [`${ended.waiting} of ${messages.length} messages have no final status yet. Look later: \`textgate show ID\`.`]
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
      ? [tableOf(rejected, { REJECTED: ({ to }) => to, CODE: ({ code }) => code, WHY: ({ detail }) => detail }, shell)]
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
  const rejected = answer.recipients.filter(({ verdict }) => verdict !== 'send').length;
  if (rejected > 0) throw new CommandError(`${rejected} of ${answer.recipients.length} recipients would be rejected.`);
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
      `Credits needed: ${credits}. Nothing was sent.`,
      ...replacedIn(replaced),
      ...(ucs2Characters.length > 0
        ? [
            `Only 70 characters fit a segment, in place of 160, because of: ${ucs2Characters.map(({ character, count }) => `${quoted(character)} (${count})`).join(', ')}`,
          ]
        : []),
    ].join('\n'),
  ].join('\n\n');
