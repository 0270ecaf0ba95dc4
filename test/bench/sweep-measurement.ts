import * as v from 'valibot';
import { emulatorEnvironment } from '../../infra/local/aws-environment.ts';
import { forkIn } from './fork-in.ts';

const sweepResult = v.object({
  checked: v.number(),
  millis: v.number(),
  /** CPU time, user and system, all threads. */
  cpuMillis: v.number(),
  /** The most bytes that were in use at the same time. */
  heap: v.number(),
  /** Whether the sweep stopped because its time was over. */
  rangesLeft: v.number(),
  gatewayCalls: v.number(),
  /** Requests to DynamoDB. */
  reads: v.number(),
  writes: v.number(),
  readUnits: v.number(),
});

export type SweepResult = v.InferOutput<typeof sweepResult>;

export interface Upstream {
  /** The stub's address. The stub is DynamoDB and, at `/api2/`, the gateway. */
  readonly url: string;
  stop(): void;
}

/** A gateway, and a DynamoDB with so many open messages, that answer a sweep's calls at once. */
export const startUpstream = async (messages: number, signal: AbortSignal): Promise<Upstream> => {
  const { message, stop } = forkIn('sweep-upstream-process.ts', { MESSAGES: String(messages) }, signal);
  return { url: v.parse(v.string(), await message), stop };
};

/** Makes sweeps in one process, one after the other. Each sweeps this share of the messages, the oldest. */
export const measureSweeps = async (
  shares: readonly number[],
  { url }: Upstream,
  signal: AbortSignal,
): Promise<readonly SweepResult[]> => {
  const settings = { TABLE: 'messages', GATEWAY_URL: `${url}/api2/`, SHARES: JSON.stringify(shares) };
  const measured = forkIn('sweep-process.ts', { ...emulatorEnvironment(url), ...settings }, signal);
  try {
    return v.parse(v.array(sweepResult), await measured.message);
  } finally {
    measured.stop();
  }
};
