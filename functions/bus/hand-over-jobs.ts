import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import type { HandOverJob, PutJobs } from '../messages/ports.ts';
import { chunksOf } from '../runtime/concurrency.ts';

/**
 * SQS takes ten messages per call, of 256 KiB in all (by now 1 MiB in most regions). The ids of 1,000 messages take 33
 * KiB.
 */
const jobsPerCall = 10;

/**
 * Puts jobs on the queue of send requests, each delayed one second more than the one before. SQS delays a message by up
 * to 900 seconds, and a request of 1,000 recipients has at most 20 jobs.
 *
 * @param onFailure called with how many jobs SQS did not take, and why; a sweep does these after a minute
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

/** The job in a queue message; `undefined`: it is a send request. */
export const jobIn = (body: unknown): HandOverJob | undefined => {
  const read = v.safeParse(jobBody, body);
  return read.success ? read.output.handOver : undefined;
};
