import { type Message, type Textgate, TextgateError, TimeoutError } from '../../../functions/client/index.ts';
import { eachOf } from '../../../functions/runtime/concurrency.ts';
import { toldOf } from '../failure.ts';
import type { Shell } from '../shell.ts';

/** Each is asked for by itself. */
const atOnce = 10;

export const isDelivered = ({ status }: Pick<Message, 'status'>): boolean => status === 'delivered';

/**
 * Waits until the messages are at their end, for `seconds` at most, or until that cannot be asked: they are sent all the same.
 * @returns them as they are known to be then, in their order, and how many of them are still on their way
 */
export const follow = async (client: Textgate, messages: readonly Message[], seconds: number, shell: Shell) => {
  shell.tell(
    `Accepted: ${messages.map(({ id }) => id).join(' ')}. Waiting for what becomes of it, ${seconds} s at most.`,
  );
  const until = Date.now() + seconds * 1000;
  const known = new Map<string, Message>();
  const troubles = new Set<string>();
  let waiting = 0;
  const unlessTrouble = (error: unknown): undefined => {
    if (!(error instanceof TextgateError)) throw error;
    if (!(error instanceof TimeoutError)) troubles.add(toldOf(error));
  };
  await eachOf(messages, atOnce, async ({ id }) => {
    const timeout = Math.max(1, until - Date.now());
    const ended = await client.messages.waitUntilFinal(id, { timeout }).catch(unlessTrouble);
    if (ended === undefined) waiting += 1;
    const message = ended ?? (troubles.size === 0 ? await client.messages.get(id).catch(unlessTrouble) : undefined);
    if (message !== undefined) known.set(id, message);
  });
  for (const trouble of troubles) shell.tell(trouble);
  return { messages: messages.map((message) => known.get(message.id) ?? message), waiting };
};
