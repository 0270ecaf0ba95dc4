import type { Message, Reason } from './message.ts';
import { isBeforeHandOver, isFinal } from './status.ts';
import { nextVersion, withStatus } from './transition.ts';

/** More changes than a message has in its life: after these, its events are news to whoever heard of those that are lost. */
export const restoredVersionGap = 1000;

/**
 * A message's record from a backup, as it may stand among the present ones: what became of the message since is not
 * known. Where the upstream has it, the sweeps ask, as of one that has just changed, however old it is. One that waited to
 * be handed over may have been, and must not be again: what became of it is for a person to find out (settle.ts).
 */
export const afterRestore = (message: Message, now: Date): Message => {
  if (isFinal(message.status)) return message;
  if (!isBeforeHandOver(message.status)) return { ...message, ...nextVersion(message, now, restoredVersionGap) };
  // The very next version: whoever heard of a later one knows better.
  return withStatus(message, { status: 'indeterminate', reason: restored }, now);
};

export const restored: Reason = {
  code: 'restored',
  text: 'The record is from a backup, and what became of the message since is not known. It is never sent again by itself.',
};
