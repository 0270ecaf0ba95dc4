import type { Message, MessageProblem } from '../../../functions/client/index.ts';
import { chunksOf } from '../../../functions/runtime/concurrency.ts';
import { type CliCommand, withApiKey } from '../command.ts';
import { addConnection, type ConnectionOptions, clientOf } from '../connection.ts';
import { CommandError } from '../errors.ts';
import { addJson, type Columns, type OutputOptions, show, tableOf } from '../output.ts';
import type { Shell } from '../shell.ts';
import { briefColumns } from './messages.ts';

/** The API cancels no more in one request. */
const mostAtOnce = 100;

export const addCancel = (program: CliCommand, shell: Shell): void => {
  const command = program
    .command('cancel')
    .helpGroup(withApiKey)
    .summary('cancel messages that have not been sent yet')
    .description(
      'Cancels messages that have not been sent yet, and lists those that could not be cancelled, with the reason.',
    )
    .argument('<id...>', 'ids of messages')
    .examples({
      'cancel a message': 'cancel msg_01JD3Z5A7Q0B9V4XK2M8N6RSTW',
      'cancel everything that is scheduled':
        "list --status scheduled --all --json | jq -r '.[].id' | xargs textgate cancel",
    });
  addJson(addConnection(command)).action(async (ids: readonly string[], options: ConnectionOptions & OutputOptions) => {
    const client = await clientOf(options, shell);
    const messages: Message[] = [];
    const errors: MessageProblem[] = [];
    try {
      for (const chunk of chunksOf(ids, mostAtOnce)) {
        const reply = await client.messages.cancelMany(chunk);
        messages.push(...reply.messages);
        errors.push(...reply.errors);
      }
    } finally {
      if (messages.length + errors.length > 0)
        show({ messages, errors }, options, shell, () => describe(messages, errors, shell));
    }
    if (errors.length > 0) throw new CommandError(`${errors.length} of ${ids.length} messages could not be cancelled.`);
  });
};

const describe = (messages: readonly Message[], errors: readonly MessageProblem[], shell: Shell): string =>
  [
    ...(messages.length > 0 ? [tableOf(messages, briefColumns, shell)] : []),
    ...(errors.length > 0 ? [tableOf(errors, errorColumns, shell)] : []),
  ].join('\n\n');

const errorColumns: Columns<MessageProblem> = {
  'NOT CANCELLED': ({ id }) => id,
  CODE: ({ code }) => code,
  WHY: ({ detail }) => detail,
};
