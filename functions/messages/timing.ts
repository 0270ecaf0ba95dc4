import type { Message } from './message.ts';
import { isBeforeHandOver } from './status.ts';
import { functionMillis, landingMillis } from './time-budget.ts';

/** What is due when, and until when. */

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;

/**
 * How long a run may still be at work: longer than a request may take, with the last of its writes to land, and than a
 * sweep hands over what it claimed.
 */
export const inFlightMillis = Math.max(minuteMillis, functionMillis + landingMillis);

/** How long the news of a message matters most. */
export const freshMinutes = 2;

/** A message that is still open at this age is closed: no receipt comes after three days. */
export const oldestAgeMinutes = 72 * 60;

/** A message that has changed since is not closed yet, whatever its age: it may have been handed over late. */
export const keepOpenAfterChangeMinutes = 180;

/** How long it is remembered which calls of a run have begun: nobody asks any more once its messages have been closed. */
export const callsKeptMillis = 7 * 24 * hourMillis;

/** How far ahead a time may lie that a message has: beyond that it is most likely a slip. */
export const furthestAheadMillis = 366 * 24 * hourMillis;

/** When a message is to be sent. */
export const dueAt = ({ createdAt, scheduledAt }: Pick<Message, 'createdAt' | 'scheduledAt'>): string =>
  scheduledAt !== undefined && scheduledAt > createdAt ? scheduledAt : createdAt;

/** From when a message's age counts: its time to be sent. One that is not handed over yet must not wait for that. */
export const openSince = (message: Message): string =>
  isBeforeHandOver(message.status) ? message.createdAt : dueAt(message);

/** When a record may be deleted, in seconds since 1970. */
export const expiresAt = (message: Message, retentionDays: number): number =>
  Math.ceil(Date.parse(dueAt(message)) / 1000) + retentionDays * 86_400;

/** Whether the run that wrote a record at this time may still be at work on it. */
export const isInFlight = (writtenAt: string, now: Date): boolean =>
  now.getTime() - Date.parse(writtenAt) < inFlightMillis;

/** Whether the run that claimed a message at this time has been cut off. */
export const isCutOff = (claimedAt: string, now: Date): boolean =>
  now.getTime() - Date.parse(claimedAt) > inFlightMillis;

/** Whether a message may be handed over now: not twice, not past its validity, and not when it is so old that it is to be closed. */
export const mayHandOver = (message: Pick<Message, 'status' | 'createdAt' | 'validUntil'>, now: Date): boolean =>
  message.status === 'accepted' && !hasEnded(message, now) && !isTooOld(message.createdAt, now);

/** Whether a message's validity has ended, so that no call may begin for it. One that the upstream has knows no validity. */
export const hasEnded = ({ validUntil }: Pick<Message, 'validUntil'>, now: Date): boolean =>
  validUntil !== undefined && validUntil <= now.toISOString();

/** Whether a message that was made then is to be closed, and its request no longer to be gone on with. */
export const isTooOld = (createdAt: string, now: Date): boolean => createdAt <= timeAgo(now, oldestAgeMinutes);

/** Until when a message may be handed over, if it has a validity: to its end, or until it is too old. */
export const givenUpAt = ({ createdAt, validUntil }: Pick<Message, 'createdAt' | 'validUntil'>): string | undefined => {
  if (validUntil === undefined) return undefined;
  const tooOldAt = new Date(Date.parse(createdAt) + oldestAgeMinutes * minuteMillis).toISOString();
  return validUntil < tooOldAt ? validUntil : tooOldAt;
};

/** Why a message cannot be scheduled for this time, whatever the upstream says; `undefined`: it can. */
export const scheduleProblem = (at: Date, now: Date, isAnyDate: boolean): string | undefined => {
  if (at <= now) return 'The time lies in the past. Leave it out to send at once.';
  if (!isAnyDate && at.getTime() - now.getTime() > furthestAheadMillis) return 'The time lies more than a year ahead.';
  return undefined;
};

/** The time so many minutes ago, as it stands in records and in the open index, which is sorted by time. */
export const timeAgo = (now: Date, minutes: number): string =>
  new Date(now.getTime() - minutes * minuteMillis).toISOString();
