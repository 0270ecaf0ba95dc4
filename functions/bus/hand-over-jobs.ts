import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { HandOverJob, PutJobs } from '../messages/ports.ts';
import { chunksOf } from '../runtime/concurrency.ts';

/** SQS takes no more in a batch, and no more than 256 KiB (1 MiB, by now, in most regions): 1,000 ids take 33. */
const jobsPerCall = 10;

/**
 * Puts jobs on the queue of requests to send, each to be seen one second after the one before. SQS delays a message by 900
 * seconds at most; a request of 1,000 recipients has 20 jobs.
 *
 * @param onFailure told why jobs were not taken, and how many: a sweep does them, after a minute
 */
export const createPutJobs =
  (client: Pick<SQSClient, 'send'>, queueUrl: string, onFailure: (jobs: number, reason: unknown) => void): PutJobs =>
  async (jobs) => {
    const entries = jobs.map((job, index) => ({
      Id: String(index),
      DelaySeconds: index,
      MessageBody: JSON.stringify({ handOver: job }),
    }));
    const putting = chunksOf(entries, jobsPerCall).map(async (batch) => {
      try {
        const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...batch] });
        const { Failed = [] } = await client.send(command);
        if (Failed.length > 0) onFailure(Failed.length, Failed.map(({ Code }) => Code).join());
      } catch (error) {
        onFailure(batch.length, error);
      }
    });
    await Promise.all(putting);
  };

const jobBody = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    handOver: v.object({
      attempt: v.string(),
      ids: v.array(v.string()),
      forgetsTaken: v.boolean(),
      lateRecords: v.picklist(['closed', 'kept']),
    }),
  }),
);

/** The job in a message of the queue; `undefined`: it asks for messages. */
export const jobIn = (body: unknown): HandOverJob | undefined => {
  const read = v.safeParse(jobBody, body);
  return read.success ? read.output.handOver : undefined;
};
