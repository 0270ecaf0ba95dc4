import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { followUpSeconds } from '../contract/follow-ups.ts';
import { freshMinutes } from '../messages/timing.ts';
import { logger } from '../runtime/logger.ts';

const slotMillis = followUpSeconds * 1000;
const freshMillis = freshMinutes * 60_000;

/**
 * Asks for one more look at the fresh messages, in eight seconds. The queue is FIFO, and takes one such request per
 * eight seconds however often it is asked: the cost of fresh news does not grow with the number of messages.
 *
 * Each look asks for the next, and this rule alone ends the chain, for Lambda is told to let it be: a chain goes on until
 * two minutes after the newest message that it knows of. Each request carries that time, as `until`. Once it has passed,
 * nothing more is asked for, whatever a look believes to see; only a newer message puts it off. A look counts the newest
 * message that it saw itself as well: of two requests in a slot the queue keeps the first, and the second may have known
 * of a newer one. A time further ahead than a slot is not believed: that is as far as our clocks may differ.
 *
 * A slot that this process has asked for is not asked for again: the queue would drop the request, and charge for it.
 *
 * @param newest the time of the newest message, from which its age counts
 * @param until what the request for this look carried; absent when the chain begins, and in one of version 0.1.0
 */
export type FollowUp = (newest: Date | undefined, until?: Date) => Promise<void>;

export const createFollowUp = (client: Pick<SQSClient, 'send'>, queueUrl: string, clock: () => Date): FollowUp => {
  let asked: number | undefined;
  return async (newest, until) => {
    const now = clock().getTime();
    const end = endOfChain(now, newest, until);
    if (end <= now) return;
    const slot = Math.floor(now / slotMillis);
    if (slot === asked) return;
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify({ slot, until: new Date(end).toISOString() }),
        MessageGroupId: 'fresh',
        MessageDeduplicationId: `fresh-${slot}`,
      }),
    );
    asked = slot;
  };
};

/** Milliseconds since 1970; 0 where nothing that can be believed is known. */
const endOfChain = (now: number, newest: Date | undefined, until: Date | undefined): number => {
  const ends = [(newest?.getTime() ?? 0) + freshMillis, until?.getTime() ?? 0];
  return Math.max(0, ...ends.filter((end) => end <= now + freshMillis + slotMillis));
};

const requestBody = v.pipe(v.string(), v.parseJson(), v.object({ until: v.pipe(v.string(), v.toDate()) }));

/** What a request carries. One that does not say is looked after all the same: a failure would hold up those behind it. */
export const untilOf = (body: unknown): Date | undefined => {
  const read = v.safeParse(requestBody, body);
  return read.success ? read.output.until : undefined;
};

/** For a follow-up that could not be asked for: what asked has done its work, and need not do it again for this. */
export const leaveToSchedule = (error: unknown): void =>
  logger.warn('no follow-up; the schedule sweeps within its interval', { error });
