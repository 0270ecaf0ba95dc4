import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { chunksOf, eachOf } from '../../functions/messages/concurrency.ts';
import { toItem } from '../../functions/store/message-item.ts';
import { CREDENTIALS, emulatorEnvironment, REGION } from '../../infra/local/aws-environment.ts';
import { startEmulator } from '../../infra/local/emulator.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { createMessageTable } from '../support/tables.ts';
import { forkIn } from './fork-in.ts';
import { openMessage } from './open-message.ts';

const table = 'messages';

const calls = v.optional(v.number(), 0);
const sweepResult = v.object({
  checked: v.number(),
  changed: v.number(),
  millis: v.number(),
  /** User and system, all threads. */
  cpuMillis: v.number(),
  readUnits: v.number(),
  /** Bytes: the most that was in use at once. */
  heap: v.number(),
  /** Requests on the wire. */
  calls: v.pipe(
    v.objectWithRest({ gateway: calls, Query: calls, BatchGetItem: calls }, v.number()),
    v.transform(({ gateway, Query: query, BatchGetItem: get, ...writes }) => ({
      gateway,
      reads: query + get,
      writes: Object.values(writes).reduce((sum, some) => sum + some, 0),
    })),
  ),
});

export type SweepResult = v.InferOutput<typeof sweepResult>;

const sweepResults = v.object({
  /** All messages, on the emulator. */
  emulated: sweepResult,
  /** An eighth of them, the emulator's answers replayed. */
  few: sweepResult,
  /** All, the emulator's answers replayed. */
  many: sweepResult,
});

export type SweepResults = v.InferOutput<typeof sweepResults>;

/** Sweeps messages that are open and stay so, in a process of its own, with a stub for a gateway. */
export const measureSweeps = async (count: number, signal: AbortSignal): Promise<SweepResults> => {
  const { emulator: port } = await freePorts();
  const emulator = await startEmulator({ port, progress: (step) => console.error(`  ${step}`), signal });
  try {
    console.error(`  recording ${count} messages`);
    await fill(emulator.url, count, signal);
    console.error('  sweeping');
    return await sweepAll(emulator.url, signal);
  } finally {
    await emulator.stop();
  }
};

/** Records the messages, spread over the 66 hours before now. */
const fill = async (endpoint: string, count: number, signal: AbortSignal): Promise<void> => {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  const stepMillis = (66 * 3_600_000) / count;
  try {
    await createMessageTable(client, table);
    await eachOf(chunksOf([...Array(count).keys()], 25), 4, async (indexes) => {
      signal.throwIfAborted();
      const messages = indexes.map((index) => openMessage(new Date(Date.now() - (index + 1) * stepMillis)));
      const puts = messages.map((message) => ({ PutRequest: { Item: toItem(message, 90) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }), { abortSignal: signal });
    });
  } finally {
    client.destroy();
  }
};

const sweepAll = async (emulatorUrl: string, signal: AbortSignal): Promise<SweepResults> => {
  const upstream = forkIn('sweep-upstream-process.ts', { EMULATOR_URL: emulatorUrl }, signal);
  try {
    const url = v.parse(v.string(), await upstream.message);
    const measured = forkIn('sweep-process.ts', { ...emulatorEnvironment(url), TABLE: table }, signal);
    try {
      return v.parse(sweepResults, await measured.message);
    } finally {
      measured.stop();
    }
  } finally {
    upstream.stop();
  }
};
