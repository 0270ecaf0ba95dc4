import { numbered } from './calls.ts';
import { IdempotencyKeyReusedError, RequestInFlightError } from './errors.ts';
import { derivedMessageId } from './ids.ts';
import { isForJobs } from './jobs.ts';
import { contentOf, type Message, type Taken, withoutTaken } from './message.ts';
import { newMessage, type Plan, type SendRequest } from './plan.ts';
import type { MessageStore } from './ports.ts';
import { entryAt } from './recipient.ts';
import type { Recorder } from './record.ts';
import { notRecorded, notSent, outcomeOf, type SendOutcome } from './send-outcome.ts';
import { isBeforeHandOver } from './status.ts';
import { isInFlight, isTooOld } from './timing.ts';
import { nextVersion } from './transition.ts';
import type { Run } from './withdraw.ts';
import { wordingsOf } from './wording.ts';

/** A request that was made before, and its first record. */
export interface Repetition {
  readonly request: SendRequest;
  readonly key: string;
  /** The plan of the request by the present rules. */
  readonly plan: Plan;
  readonly lock: Message;
}

interface Dependencies {
  readonly store: Pick<MessageStore, 'find' | 'apply'>;
  readonly recorder: Recorder;
  readonly clock: () => Date;
  readonly newAttempt: () => string;
}

/**
 * Answers a request that was made before with the present state of its messages. The records decide, not the present
 * rules: the first record lists the recipients that get a message. If the first run died before it had recorded all
 * messages, the missing ones are recorded and handed over now, as the first record says.
 * @throws IdempotencyKeyReusedError, RequestInFlightError, InsufficientCreditError, StoreUnavailableError
 */
export type Replay = (repetition: Repetition, run: Run) => Promise<SendOutcome>;

export const createReplay = ({ store, recorder, clock, newAttempt }: Dependencies): Replay => {
  /**
   * Removes the list of recipients from the first record once all are recorded, and returns the record. If the write
   * fails, later writes of this record cost a little more, and nothing else is wrong.
   */
  const forgetTaken = async (lock: Message): Promise<Message> => {
    const shorter = withoutTaken(lock);
    // Its run may still record the outcome of the hand-over. That write must not find another version.
    if (shorter === lock || isBeforeHandOver(lock.status)) return lock;
    const after = { ...shorter, ...nextVersion(lock, clock()) };
    const [outcome] = await store.apply([{ before: lock, after }]).catch(() => []);
    return outcome === 'applied' ? after : lock;
  };

  return async ({ request, key, plan, lock }, run) => {
    if (lock.request?.fingerprint !== plan.fingerprint) throw keyReused();
    const { fingerprint, count } = lock.request;
    const ids = Array.from({ length: count }, (_, place) => derivedMessageId(request.account, key, place));
    const [, ...others] = ids;
    const found = new Map([[lock.id, lock], ...(others.length === 0 ? [] : await store.find(others))]);
    const isMissing = (id: string) => !found.has(id);
    const hasMissing = ids.some(isMissing);
    // If jobs hand the messages over, the first run has answered its sender already. So this one need not wait either.
    const isAwaited = !isForJobs(plan.messages);
    const isUnfinished = hasMissing || (isAwaited && [...found.values()].some(({ status }) => status === 'submitting'));
    if (isUnfinished && isInFlight(lock.createdAt, clock())) {
      throw new RequestInFlightError(
        'A request with this idempotency key is still being carried out. Try again in a moment.',
      );
    }
    if (!hasMissing) found.set(lock.id, await forgetTaken(lock));
    const taken = hasMissing && isOngoing(lock, clock()) ? takenBy(lock, plan, found) : undefined;
    if (taken === undefined) {
      const messages = ids.flatMap((id) => found.get(id) ?? []);
      return { ...outcomeOf(request, plan, messages, () => notSent), replayed: true };
    }

    const attempt = newAttempt();
    const [content, isMetered] = [contentOf(lock), taken.isMetered];
    const wordings = wordingsOf({ ...request, isSmart: taken.isSmart === true }, Number.POSITIVE_INFINITY);
    const rest = ids.flatMap((id, place): readonly Message[] => {
      const [index, to] = taken.recipients[place] ?? [];
      const wording = index === undefined ? undefined : wordings.for(entryAt(request, index).values).wording;
      if (!isMissing(id) || index === undefined || to === undefined || wording === undefined) return [];
      return [
        newMessage({
          id,
          to,
          content,
          wording,
          isMetered,
          attempt,
          now: clock(),
          request: { fingerprint, count, index },
        }),
      ];
    });
    const recorded = await recorder.recordAndHandOver(numbered(rest), run);
    if (recorded.unknown.length === 0) found.set(lock.id, await forgetTaken(lock));
    const messages = await recorder.messagesOf(ids, recorded, found);
    const isTaken = new Set(taken.recipients.map(([index]) => index));
    const absenceOf = (index: number) => (isTaken.has(index) ? notRecorded : notSent);
    // The first run may have recorded these recipients and sent to them, even if the present rules reject them.
    const rejected = plan.rejected.filter(({ index }) => !isTaken.has(index));
    return { ...outcomeOf(request, { ...plan, rejected }, messages, absenceOf), replayed: true };
  };
};

export const keyReused = () =>
  new IdempotencyKeyReusedError('This idempotency key was used before, with another request. Use a new key.');

/**
 * Whether missing messages may still be sent. Not after their scheduled time, because they would be sent at once
 * instead. Not after their validity. Not if the request is so old that some of its records may have been deleted.
 */
const isOngoing = ({ createdAt, scheduledAt, validUntil }: Message, now: Date): boolean =>
  !isTooOld(createdAt, now) && [scheduledAt, validUntil].every((end) => end === undefined || end > now.toISOString());

/**
 * The recipients that the first run accepted. Records of version 0.1.0 do not list them. For those, the recipients of
 * the present plan are used, if it agrees with all that is recorded.
 */
const takenBy = (lock: Message, plan: Plan, found: ReadonlyMap<string, Message>): Taken | undefined => {
  if (lock.request?.taken !== undefined) return lock.request.taken;
  const agrees =
    plan.problems.length === 0 &&
    plan.messages.length === lock.request?.count &&
    plan.messages.every(({ id, to }) => (found.get(id)?.to ?? to) === to);
  const { recipients, isMetered } = plan.taken;
  return agrees ? { recipients, isMetered } : undefined;
};
