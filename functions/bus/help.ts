import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { AskHelper, HelpRequest } from '../messages/sweep/share.ts';

/**
 * Asks a helper of the sweep through the FIFO queue of follow-ups. Each helper is a message group, so it gets one
 * request at a time. The queue deletes a request after a minute, and its ranges are recorded as left.
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

/** The request for help in a queue message; `undefined`: it requests a look at the fresh messages. */
export const helpRequestIn = (body: unknown): HelpRequest | undefined => {
  const read = v.safeParse(requestBody, body);
  return read.success ? read.output : undefined;
};
