import type { Message, Reason } from './message.ts';
import { isFinal } from './status.ts';
import { forgetText, isBeforeHandOver } from './transition.ts';

/** More changes than a message has in its life: after these, its events are news to whoever heard of those that are lost. */
export const lostVersions = 1000;

/**
 * A message's record from a backup, as it may stand among the present ones: what became of the message since is not
 * known. Where the upstream has it, the sweeps ask, as of one that has just changed, however old it is. One that waited to
 * be handed over may have been, and must not be again: what became of it is for a person to find out (settle.ts).
 */
export const afterRestore = (message: Message, now: Date): Message => {
  if (isFinal(message.status)) return message;
  const updatedAt = now.toISOString();
  if (!isBeforeHandOver(message.status)) return { ...message, version: message.version + lostVersions, updatedAt };
  // The very next version: whoever heard of a later one knows better.
  const version = message.version + 1;
  return forgetText({ ...message, status: 'indeterminate', reason: restored, version, updatedAt });
};

export const restored: Reason = {
  code: 'restored',
  text: 'The record is from a backup, and what became of the message since is not known. It is never sent again by itself.',
};
