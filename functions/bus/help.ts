import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { AskHelper, HelpRequest } from '../messages/sweep/share.ts';

/**
 * Asks a helper of the sweep through the queue of follow-ups, where each helper is a group of its own: FIFO, it has one
 * request at a time. A request that waits for longer than the queue's minute is forgotten; its ranges are noted.
 */
export const createAskHelper = (client: Pick<SQSClient, 'send'>, queueUrl: string): AskHelper => {
  return async (helper, request) => {
    await client.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: JSON.stringify(request),
        MessageGroupId: `helper-${helper}`,
        MessageDeduplicationId: `helper-${helper}-${request.deadline}`,
      }),
    );
  };
};

const text = v.string();

const requestBody = v.pipe(
  text,
  v.parseJson(),
  v.object({
    ranges: v.array(v.object({ shard: text, window: text, after: text, until: text })),
    handsOver: v.boolean(),
    deadline: v.number(),
  }),
);

/** The request for help in a message of the queue; `undefined`: it asks for a look at the fresh messages. */
export const helpRequestIn = (body: unknown): HelpRequest | undefined => {
  const read = v.safeParse(requestBody, body);
  return read.success ? read.output : undefined;
};
