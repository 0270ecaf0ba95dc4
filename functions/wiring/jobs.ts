import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createPutJobs } from '../bus/hand-over-jobs.ts';
import { createDoJob } from '../messages/jobs.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { configuration, jobSettings } from './configuration.ts';
import { handOver, messageStore, patience, sendWith } from './messages.ts';

/**
 * The parts for doors that may need jobs. See messages.ts for how parts are made.
 *
 * The SQS client costs these doors 2 ms of a cold start. Loading it on first use would cost 4 ms, because esbuild then
 * wraps all the code that it shares with other clients.
 */

/** While version 0.1.0 is updated, the queue may be missing for a moment. Then requests hand over without jobs. */
const putJobs = /* @__PURE__ */ once(() => {
  const { REQUEST_QUEUE_URL } = configuration(jobSettings);
  if (REQUEST_QUEUE_URL === undefined) return undefined;
  // The queue's URL has AWS's host, but on the emulator the endpoint in the environment is the right one.
  const client = new SQSClient({ ...patience, useQueueUrlAsEndpoint: false });
  return createPutJobs(client, REQUEST_QUEUE_URL, (jobs, reason) =>
    logger.warn('jobs not taken; a sweep hands their messages over', { jobs, reason }),
  );
});

export const send = /* @__PURE__ */ once(() => sendWith(putJobs()));

export const doJob = /* @__PURE__ */ once(() =>
  createDoJob({ store: messageStore(), handOver: handOver(), newName: randomUUID }),
);
