import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../../functions/messages/concurrency.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { startStack } from '../../infra/local/stack.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { type GatewayControl, gatewayControl } from '../support/gateway-control.ts';
import { openDoors } from './doors.ts';
import { faultsFor } from './faults.ts';
import { planLoad } from './load.ts';
import { isSettled, judge, type Mark, type Recorded, type Verdict } from './verdict.ts';

const clientsAtOnce = 8;
const faultyShare = 0.2;
/** Nobody listens at the gateway for this long, once, when half of the load has been sent. */
const outageMillis = 5_000;
/** Enough for several sweeps over what the faults have left. */
const settledWithinMillis = 10 * 60_000;
/** A sweep and the minute after which a hand-over counts as cut off. To read all records takes the emulator as long. */
const lookEveryMillis = 90_000;

export interface SoakOptions {
  readonly messages: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly progress: (step: string) => void;
}

export interface SoakReport extends Verdict {
  readonly seed: number;
  readonly messages: number;
  /** Of the gateway's calls that it remembers, how many ran into a fault; from 0 to 1. */
  readonly faulty: number;
  /** From the first request to the last answer. */
  readonly loadMillis: number;
  /** From then until the last change of a message. */
  readonly settlingMillis: number;
}

/** Sends messages through a stack of their own, whose gateway fails, and tells what became of them. */
export const soak = async (options: SoakOptions): Promise<SoakReport> => {
  const { signal, progress } = options;
  const stack = await startStack({ ports: await freePorts(), progress, signal });
  try {
    return await soakStack(stack.facts, options);
  } finally {
    await stack.stop();
  }
};

const soakStack = async (facts: StackFacts, options: SoakOptions): Promise<SoakReport> => {
  const { messages, seed, signal, progress } = options;
  const gateway = gatewayControl(facts.gatewayControlUrl);
  const doors = openDoors(facts, signal);
  for (const fault of faultsFor(faultyShare, seed)) await gateway.setFault(fault);

  progress(`sending ${messages} messages`);
  const start = performance.now();
  const requests = planLoad(messages, seed);
  const accepted: Mark[] = [];
  let begun = 0;
  await eachOf(requests, clientsAtOnce, async (request) => {
    begun += 1;
    if (begun === Math.ceil(requests.length / 2)) await gateway.setFault({ fault: 'refuse', durationMs: outageMillis });
    accepted.push(...(await doors.send(request)));
    if (begun % 100 === 0) progress(`${begun} of ${requests.length} requests`);
  });
  const loadMillis = performance.now() - start;

  const faulty = await faultyCalls(gateway);
  await gateway.clearFaults();
  progress('the gateway is well again: waiting for the last messages');
  const loadedAt = Date.now();
  let records: readonly Recorded[];
  do {
    await sleep(lookEveryMillis, undefined, { signal });
    records = await doors.records();
  } while (!isSettled(accepted, records) && Date.now() < loadedAt + settledWithinMillis);
  doors.close();
  const lastChange = Math.max(loadedAt, ...records.map(({ updatedAt }) => Date.parse(updatedAt)));
  const verdict = judge(accepted, records, await gateway.messages());
  return { ...verdict, seed, messages, faulty, loadMillis, settlingMillis: lastChange - loadedAt };
};

const faultyCalls = async (gateway: GatewayControl): Promise<number> => {
  const { calls } = await gateway.requests();
  return calls.filter(({ fault }) => fault !== null).length / calls.length;
};
