import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { followUpSeconds } from '../contract/follow-ups.ts';
import { freshMinutes } from '../messages/timing.ts';
import { logger } from '../runtime/logger.ts';

const slotMillis = followUpSeconds * 1000;
const freshMillis = freshMinutes * 60_000;

/**
 * Requests one more look at the fresh messages, in eight seconds. The queue is FIFO and drops repeats, so it takes one
 * request per slot of eight seconds. The cost of fresh news does not grow with the number of messages.
 *
 * Each look requests the next one. Lambda's own loop detection is switched off for this, so only the following rule
 * ends the chain: it goes on until two minutes after the newest message that it knows of. Each request carries that end
 * as `until`. After it no look is requested, whatever the last look has seen. Only a newer message moves the end.
 *
 * A look also counts the newest message that it saw itself. The queue keeps only the first request of a slot, and a
 * dropped one may have known a newer message. An end more than a slot too far ahead is ignored, because clocks differ
 * less than that.
 *
 * A process requests each slot only once: the queue would drop a second request, but AWS would charge for it.
 *
 * @param newest the time from which the age of the newest message counts
 * @param until the end in the request for this look; absent at the start of a chain, and in requests of version 0.1.0
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

/** Milliseconds since 1970; 0 if no plausible end is known. */
const endOfChain = (now: number, newest: Date | undefined, until: Date | undefined): number => {
  const ends = [(newest?.getTime() ?? 0) + freshMillis, until?.getTime() ?? 0];
  return Math.max(0, ...ends.filter((end) => end <= now + freshMillis + slotMillis));
};

const requestBody = v.pipe(v.string(), v.parseJson(), v.object({ until: v.pipe(v.string(), v.toDate()) }));

/** The end in a request. A request without one is no error, because an error would block the requests behind it. */
export const untilOf = (body: unknown): Date | undefined => {
  const read = v.safeParse(requestBody, body);
  return read.success ? read.output.until : undefined;
};

/**
 * Only logs that no follow-up could be requested: the caller has done its work and must not repeat it because of this.
 */
export const leaveToSchedule = (error: unknown): void =>
  logger.warn('no follow-up; the schedule sweeps within its interval', { error });
