import { oldestAgeMinutes } from './age-windows.ts';
import type { Message, Reason } from './message.ts';
import { isFinal } from './status.ts';
import { forgetText, isBeforeHandOver } from './transition.ts';

/** More changes than a message has in its life: after these, its events are news to whoever heard of those that are lost. */
const lostVersions = 1000;

/**
 * A message's record from a backup, as it may stand among the present ones. What became of the message since the backup
 * is not known. One that the gateway has is asked for by the next sweep. One that waited to be handed over may have been,
 * and must not be again; one too old to be asked for may have ended in any way: both are left to a person (settle.ts).
 */
export const afterRestore = (message: Message, now: Date): Message => {
  if (isFinal(message.status)) return message;
  if (!isBeforeHandOver(message.status) && ageOf(message, now) < oldestAgeMinutes) {
    return { ...message, version: message.version + lostVersions };
  }
  // The very next version: whoever heard of a later one knows better.
  const version = message.version + 1;
  return forgetText({ ...message, status: 'indeterminate', reason: restored, version, updatedAt: now.toISOString() });
};

/** In minutes, since it was due. */
const ageOf = ({ createdAt, scheduledAt = createdAt }: Message, now: Date): number =>
  (now.getTime() - Math.max(Date.parse(createdAt), Date.parse(scheduledAt))) / 60_000;

const restored: Reason = {
  code: 'restored',
  text: 'The record is from a backup, and what became of the message since is not known. It is never sent again by itself.',
};
