import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** How often fresh messages are looked at, in seconds: the delay of the queue of follow-ups. */
export const followUpSeconds = 8;

/**
 * Asks for one more look at the fresh messages, in eight seconds. The queue is FIFO, and takes one such request per
 * eight seconds however often it is asked: the cost of fresh news does not grow with the number of messages.
 */
export type FollowUp = () => Promise<void>;

export const createFollowUp = (client: Pick<SQSClient, 'send'>, queueUrl: string, clock: () => Date): FollowUp => {
  return async () => {
    const slot = Math.floor(clock().getTime() / (followUpSeconds * 1000));
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify({ slot }),
        MessageGroupId: 'fresh',
        MessageDeduplicationId: `fresh-${slot}`,
      }),
    );
  };
};
