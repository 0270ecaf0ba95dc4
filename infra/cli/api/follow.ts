import { type Message, type Textgate, TextgateError, TimeoutError } from '../../../functions/client/index.ts';
import { eachOf } from '../../../functions/runtime/concurrency.ts';
import { duration } from '../duration.ts';
import { explain } from '../failure.ts';
import type { Shell } from '../shell.ts';

/** Requests at once: each message is polled on its own. */
const atOnce = 10;

export const isDelivered = ({ status }: Pick<Message, 'status'>): boolean => status === 'delivered';

/**
 * Waits until the status of each message is final, for `seconds` at most. If textgate cannot be asked, it stops waiting:
 * the messages are sent all the same.
 * @returns the messages as last seen, in their order, and how many of them have no final status yet
 */
export const follow = async (client: Textgate, messages: readonly Message[], seconds: number, shell: Shell) => {
  shell.tell(
    `Accepted: ${messages.map(({ id }) => id).join(' ')}. Waiting for the final status, at most ${duration(seconds)}.`,
  );
  const until = Date.now() + seconds * 1000;
  const known = new Map<string, Message>();
  const troubles = new Set<string>();
  let waiting = 0;
  const unlessTrouble = (error: unknown): undefined => {
    if (!(error instanceof TextgateError)) throw error;
    if (!(error instanceof TimeoutError)) troubles.add(explain(error));
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
