import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { chunksOf, eachOf } from '../../functions/runtime/concurrency.ts';
import { toItem } from '../../functions/store/message-item.ts';
import { CREDENTIALS, emulatorEnvironment, REGION } from '../../infra/local/aws-environment.ts';
import { startEmulator } from '../../infra/local/emulator.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { createMessageTable } from '../support/stack/tables.ts';
import { forkIn } from './fork-in.ts';
import { openMessages } from './open-message.ts';

const table = 'messages';

const sweepResult = v.object({
  checked: v.number(),
  millis: v.number(),
  /** User and system, all threads. */
  cpuMillis: v.number(),
  /** Bytes: the most that was in use at once. */
  heap: v.number(),
  /** Where the sweep stopped, because its time was over. */
  rangesLeft: v.number(),
  gatewayCalls: v.number(),
  /** Requests to DynamoDB. */
  reads: v.number(),
  writes: v.number(),
  readUnits: v.number(),
});

export type SweepResult = v.InferOutput<typeof sweepResult>;

export interface Upstream {
  /** Of the stub, which is both DynamoDB and, at `/api2/`, the gateway. */
  readonly url: string;
  stop(): void;
}

/** A gateway, and a DynamoDB with so many open messages that answers at once what a sweep asks it. */
export const startUpstream = async (messages: number, signal: AbortSignal): Promise<Upstream> => {
  const { message, stop } = forkIn('sweep-upstream-process.ts', { MESSAGES: String(messages) }, signal);
  return { url: v.parse(v.string(), await message), stop };
};

/** Sweeps in a process of its own, one after the other, each over this share of the messages, the oldest. */
export const measureSweeps = async (
  shares: readonly number[],
  { url }: Upstream,
  dynamodbUrl: string,
  signal: AbortSignal,
): Promise<readonly SweepResult[]> => {
  const settings = { TABLE: table, GATEWAY_URL: `${url}/api2/`, SHARES: JSON.stringify(shares) };
  const measured = forkIn('sweep-process.ts', { ...emulatorEnvironment(dynamodbUrl), ...settings }, signal);
  try {
    return v.parse(v.array(sweepResult), await measured.message);
  } finally {
    measured.stop();
  }
};

/** One sweep, as long as a Lambda of ours lives, over so many messages on the emulator. */
export const measureOnEmulator = async (
  messages: number,
  upstream: Upstream,
  signal: AbortSignal,
): Promise<SweepResult> => {
  const { emulator: port } = await freePorts();
  const emulator = await startEmulator({ port, progress: (step) => console.error(`  ${step}`), signal });
  try {
    console.error(`  recording ${messages} messages`);
    await fill(emulator.url, messages, signal);
    console.error('  sweeping');
    const [result] = await measureSweeps([1], upstream, emulator.url, signal);
    if (result === undefined) throw new Error('There was no sweep.');
    return result;
  } finally {
    await emulator.stop();
  }
};

const fill = async (endpoint: string, messages: number, signal: AbortSignal): Promise<void> => {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  try {
    await createMessageTable(client, table);
    await eachOf(chunksOf(openMessages(messages), 25), 4, async (chunk) => {
      signal.throwIfAborted();
      const puts = chunk.map((message) => ({ PutRequest: { Item: toItem(message, 90) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }), { abortSignal: signal });
    });
  } finally {
    client.destroy();
  }
};
