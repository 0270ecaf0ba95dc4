import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../../functions/messages/concurrency.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { startStack } from '../../infra/local/stack.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { type GatewayControl, gatewayControl } from '../support/gateway-control.ts';
import { openDoors } from './doors.ts';
import { faultsFor } from './faults.ts';
import { planLoad } from './load.ts';
import { isSettled, judge, type Mark, type Verdict } from './verdict.ts';

const clientsAtOnce = 8;
const faultyShare = 0.2;
/** Nobody listens at the gateway for this long, once, when half of the load has been sent. */
const outageMillis = 5_000;
/** Enough for several sweeps over what the faults have left. */
const settledWithinMillis = 6 * 60_000;
const lookEveryMillis = 15_000;

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
  /** From then until every message had come to its end, or was given up. */
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
  const settling = performance.now();
  const deadline = settling + settledWithinMillis;
  let records = await doors.records();
  while (!isSettled(accepted, records) && performance.now() < deadline) {
    await sleep(lookEveryMillis, undefined, { signal });
    records = await doors.records();
  }
  const settlingMillis = performance.now() - settling;
  doors.close();
  return { ...judge(accepted, records, await gateway.messages()), seed, messages, faulty, loadMillis, settlingMillis };
};

const faultyCalls = async (gateway: GatewayControl): Promise<number> => {
  const { calls } = await gateway.requests();
  return calls.filter(({ fault }) => fault !== null).length / calls.length;
};
