import type { Message, Reason } from './message.ts';
import { isBeforeHandOver, isFinal } from './status.ts';
import { nextVersion, withStatus } from './transition.ts';

/**
 * More versions than a message has in its life. After this gap, receivers that know lost versions of the message still
 * take its events for news.
 */
export const restoredVersionGap = 1000;

/**
 * Prepares a record from a backup, because nobody knows what happened to its message since. If the upstream has the
 * message, its record gets a new time of change: so the sweep asks for its state, however old the message is. A message
 * that waited for its hand-over may have been handed over meanwhile. It must not be handed over again, so it becomes
 * `indeterminate`, and an operator finds out (settle.ts).
 */
export const afterRestore = (message: Message, now: Date): Message => {
  if (isFinal(message.status)) return message;
  if (!isBeforeHandOver(message.status)) return { ...message, ...nextVersion(message, now, restoredVersionGap) };
  // Only the next version: a receiver that knows a later one knows better.
  return withStatus(message, { status: 'indeterminate', reason: restored }, now);
};

export const restored: Reason = {
  code: 'restored',
  text: 'The record was restored from a backup, so the outcome of the message is unknown. textgate does not send it again.',
};
