import type { Message } from './message.ts';
import { isBeforeHandOver } from './status.ts';
import { functionMillis, landingMillis } from './time-budget.ts';

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;

/**
 * A run may still be at work for this long. A request with its last write takes less, and so does a sweep's hand-over
 * of the messages that it claimed.
 */
export const inFlightMillis = Math.max(minuteMillis, functionMillis + landingMillis);

/** A message is fresh for this long: its news matters most then. */
export const freshMinutes = 2;

/** A message that is still open at this age is closed: no delivery receipt comes after three days. */
export const oldestAgeMinutes = 72 * 60;

/** A message that changed this recently stays open at any age: it may have been handed over late. */
export const keepOpenAfterChangeMinutes = 180;

/** The store remembers this long which calls of a run have begun. By then the run's messages are closed. */
export const callsKeptMillis = 7 * 24 * hourMillis;

/** How far ahead `scheduledAt` or `validUntil` may lie. A later time is most likely a slip. */
export const furthestAheadMillis = 366 * 24 * hourMillis;

/** When a message is to be sent: at its `scheduledAt`, or at once. */
export const dueAt = ({ createdAt, scheduledAt }: Pick<Message, 'createdAt' | 'scheduledAt'>): string =>
  scheduledAt !== undefined && scheduledAt > createdAt ? scheduledAt : createdAt;

/**
 * A message's age counts from here: from its due time, once it is handed over. Before that its age counts from its
 * creation, because the sweep must hand over a scheduled message long before it is due.
 */
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

/** Whether a message may be handed over now: not twice, not past its validity, and not when it is too old. */
export const mayHandOver = (message: Pick<Message, 'status' | 'createdAt' | 'validUntil'>, now: Date): boolean =>
  message.status === 'accepted' && !hasEnded(message, now) && !isTooOld(message.createdAt, now);

/** Whether a message's validity has ended, so that no call may begin for it. After the hand-over it has no effect. */
export const hasEnded = ({ validUntil }: Pick<Message, 'validUntil'>, now: Date): boolean =>
  validUntil !== undefined && validUntil <= now.toISOString();

/** Whether a message that was created then must be closed, and its request must not be continued. */
export const isTooOld = (createdAt: string, now: Date): boolean => createdAt <= timeAgo(now, oldestAgeMinutes);

/** When a message with a validity is given up: at the end of its validity, or when it is too old. */
export const givenUpAt = ({ createdAt, validUntil }: Pick<Message, 'createdAt' | 'validUntil'>): string | undefined => {
  if (validUntil === undefined) return undefined;
  const tooOldAt = new Date(Date.parse(createdAt) + oldestAgeMinutes * minuteMillis).toISOString();
  return validUntil < tooOldAt ? validUntil : tooOldAt;
};

/** Why textgate rejects this scheduled time; `undefined`: it does not. The upstream has limits of its own. */
export const scheduleProblem = (at: Date, now: Date, isAnyDate: boolean): string | undefined => {
  if (at <= now) return 'The time is in the past. Leave it out to send at once.';
  if (!isAnyDate && at.getTime() - now.getTime() > furthestAheadMillis) return 'The time is more than 366 days ahead.';
  return undefined;
};

/** The time so many minutes ago, as records and the open index have it. */
export const timeAgo = (now: Date, minutes: number): string =>
  new Date(now.getTime() - minutes * minuteMillis).toISOString();
