import { type Deployment, readDeployment } from './deployment.ts';
import type { Measured } from './measured.ts';

/** How the work is done: the deployment, its measurements, and what other designs may save. */
export interface Ways {
  readonly deployment: Deployment;
  readonly measured: Measured;
  /**
   * The first record of a large request lists the other recipients, and each of its calls is noted before it is made.
   */
  readonly guardsLargeRequests: boolean;
  /** The shards of the open index are read at the same time, not one after the other. */
  readonly readsShardsAtOnce: boolean;
  /** One call to the gateway asks about messages of all shards, not of one shard. */
  readonly asksAboutShardsTogether: boolean;
  /** A process requests a follow-up once per slot, not once per batch. */
  readonly asksOncePerSlot: boolean;
}

/** The default deployment. */
export const present = (measured: Measured): Ways => ({
  deployment: readDeployment(),
  measured,
  guardsLargeRequests: true,
  readsShardsAtOnce: true,
  asksAboutShardsTogether: false,
  asksOncePerSlot: true,
});

/** MB: what a Node process with the SDK's clients needs, which is more than 128. */
const leastMemory = 256;

/**
 * The floor: what every design on these services needs to keep textgate's promises. That is the record as the lock, its
 * outcome and its end, each with the index entries that lists and sweeps are promised by; one archived event per
 * change; a write of counters for each batch with something to count; statuses asked for as often, a hundred per call;
 * one Lambda run for each request, each batch that Lambda's polling makes and each look, in the least memory that Node
 * runs in, waiting for the necessary calls; one log line per request and the metrics of the alarms; and records kept as
 * long, with recovery.
 *
 * So it is the same model without the rest: no new processes, no access log, no log line per batch, no guards for large
 * requests. The CPU time is textgate's: a small part of the cost, which other benchmarks compare with the bare SDK.
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
