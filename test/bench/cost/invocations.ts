import * as v from 'valibot';
import { newApiKey } from '../../../functions/accounts/api-key.ts';
import { emulatorEnvironment } from '../../../infra/local/aws-environment.ts';
import { forkIn } from '../fork-in.ts';
import { sendSettings, startUpstreamStub } from '../upstream-stub.ts';
import { callMillis } from './assumptions.ts';

const invocation = v.object({
  /** User and system, of a whole core. */
  cpuMillis: v.number(),
  /** In which the function waits for others. */
  waitMillis: v.number(),
  logLines: v.number(),
  logBytes: v.number(),
  /** Of the process by then. */
  residentBytes: v.number(),
});

/** What one call of a warm function takes. */
export type Invocation = v.InferOutput<typeof invocation>;

const invocations = v.object({
  send: invocation,
  sendThousand: invocation,
  /** For one change of a record, and for a hundred. */
  publishOne: invocation,
  publishMany: invocation,
  /** Of a sweep, its last step alone: its lines of log. */
  reportSweep: invocation,
});

export type Invocations = v.InferOutput<typeof invocations>;

/** The functions' handlers with all their parts, against a stub that takes as long as AWS and the gateway do. */
export const measureInvocations = async (signal: AbortSignal): Promise<Invocations> => {
  const { key, hash } = newApiKey();
  const stub = await startUpstreamStub(hash, callMillis);
  try {
    const environment = {
      ...emulatorEnvironment(stub.url),
      ...sendSettings(stub.url),
      EVENT_BUS: 'sms-gateway',
      FOLLOW_UP_QUEUE_URL: `${stub.url}/queue.fifo`,
      DEAD_LETTERS_URL: `${stub.url}/dead-letters`,
      DELIVERIES_TABLE: 'deliveries',
      DELIVERY_QUEUE_URL: `${stub.url}/deliveries.fifo`,
      WEBHOOK_DELIVERERS: '1',
      KEY: key,
    };
    const { message } = forkIn('cost/invocation-process.ts', environment, signal);
    return v.parse(invocations, await message);
  } finally {
    await stub.stop();
  }
};
