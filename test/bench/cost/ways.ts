import { type Deployment, readDeployment } from './deployment.ts';
import type { Measured } from './measured.ts';

/** How the work is done: what is deployed, what it was measured to take, and what else a design may save. */
export interface Ways {
  readonly deployment: Deployment;
  readonly measured: Measured;
  /** The first record of a large request says who the others are for, and each of its calls is noted before it is made. */
  readonly guardsLargeRequests: boolean;
  /** The shards of the open index are read at once, and not one after the other. */
  readonly readsShardsAtOnce: boolean;
  /** The gateway is asked about the messages of all shards at once, and not about each shard's. */
  readonly asksAboutShardsTogether: boolean;
  /** A process asks for a look at the fresh messages once a slot, and not once a batch. */
  readonly asksOncePerSlot: boolean;
}

/** As it is deployed by default. */
export const present = (measured: Measured): Ways => ({
  deployment: readDeployment(),
  measured,
  guardsLargeRequests: true,
  readsShardsAtOnce: true,
  asksAboutShardsTogether: false,
  asksOncePerSlot: true,
});

/** MB: what a Node process with the SDK's clients takes, which is more than 128. */
const leastMemory = 256;

/**
 * The floor: what no design on these services can do without that keeps the promises. The record as the lock, its outcome
 * and its end, each with the entries of the indexes that lists and sweeps are promised by; one event a change, archived;
 * a write of counters for each batch of changes that has something to count;
 * statuses asked for as often, a hundred a call; a Lambda for each request, each batch of changes that Lambda's polling
 * makes and each look, in the least memory that Node runs in, waiting for the calls that it has to make; one line of log a
 * request, and the figures that alarms go by; records kept as long, with recovery.
 *
 * So the same model without what is left: no new processes, no access log, no line for a batch, no guards for large
 * requests. The CPU is what ours takes: little of the cost, and measured against the bare SDK by other benches.
 */
export const floorOf = ({ deployment, measured, ...ways }: Ways): Ways => ({
  ...ways,
  deployment: {
    ...deployment,
    memory: { send: leastMemory, publisher: leastMemory, sweeper: leastMemory, deliverer: leastMemory },
    tracing: false,
    systemLines: false,
    accessLogBytes: 0,
  },
  measured: {
    ...measured,
    publishOne: { ...measured.publishOne, logLines: 0, logBytes: 0 },
    startMillis: 0,
  },
  guardsLargeRequests: false,
  asksAboutShardsTogether: true,
});
