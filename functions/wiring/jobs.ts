import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createPutJobs } from '../bus/hand-over-jobs.ts';
import { createDoJob } from '../messages/jobs.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { configuration, jobSettings } from './configuration.ts';
import { handOver, messageStore, patience, sendWith } from './messages.ts';

/**
 * The parts of those doors that take requests of many texts: see messages.ts. The queue's client costs their cold starts 2 ms;
 * loaded when it is first needed it would cost 4, for then esbuild wraps all that it shares with the other clients.
 */

/** Absent for a moment while version 0.1.0 is updated: then all is handed over at once, as far as there is time. */
const putJobs = /* @__PURE__ */ once(() => {
  const { REQUEST_QUEUE_URL } = configuration(jobSettings);
  if (REQUEST_QUEUE_URL === undefined) return undefined;
  // The URL is made from the queue's name; where its host is, only the environment knows: on the emulator, not AWS's.
  const client = new SQSClient({ ...patience, useQueueUrlAsEndpoint: false });
  return createPutJobs(client, REQUEST_QUEUE_URL, (jobs, reason) =>
    logger.warn('jobs not taken; a sweep hands their messages over', { jobs, reason }),
  );
});

export const send = /* @__PURE__ */ once(() => sendWith(putJobs()));

export const doJob = /* @__PURE__ */ once(() =>
  createDoJob({ store: messageStore(), handOver: handOver(), newName: randomUUID }),
);
