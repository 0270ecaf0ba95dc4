import { type Message, type Textgate, TimeoutError } from '../../../functions/client/index.ts';
import { eachOf } from '../../../functions/runtime/concurrency.ts';
import type { Shell } from '../shell.ts';

/** Each is asked for by itself. */
const atOnce = 10;

export const isDelivered = ({ status }: Pick<Message, 'status'>): boolean => status === 'delivered';

/**
 * Waits until the messages are at their end, for `seconds` at most.
 * @returns them as they are then, in their order, and how many of them are still on their way
 */
export const follow = async (client: Textgate, messages: readonly Message[], seconds: number, shell: Shell) => {
  shell.tell(
    `Accepted: ${messages.map(({ id }) => id).join(' ')}. Waiting for what becomes of it, ${seconds} s at most.`,
  );
  const until = Date.now() + seconds * 1000;
  const ended = new Map<string, Message>();
  let waiting = 0;
  await eachOf(messages, atOnce, async ({ id }) => {
    const message = await client.messages
      .waitUntilFinal(id, { timeout: Math.max(1, until - Date.now()) })
      .catch((error: unknown) => {
        if (!(error instanceof TimeoutError)) throw error;
        waiting += 1;
        return client.messages.get(id);
      });
    ended.set(id, message);
  });
  return { messages: messages.map((message) => ended.get(message.id) ?? message), waiting };
};
