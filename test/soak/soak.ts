import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../../functions/runtime/concurrency.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { startStack } from '../../infra/local/stack.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { CutOffError } from './cut-off-error.ts';
import { type Doors, openDoors } from './doors.ts';
import { faultsFor } from './faults.ts';
import { planLoad } from './load.ts';
import { isSettled, judge, type Mark, type Recorded, type Verdict } from './verdict.ts';

const clientsAtOnce = 8;
const faultyShare = 0.2;
/**
 * Once half of the load is sent, the gateway refuses connections for this long, but at most until all of it is sent.
 */
const outageMillis = 5_000;
/** Enough for several sweeps over what the faults have left. */
const settledWithinMillis = 10 * 60_000;
/**
 * A sweep, and the minute after which a hand-over counts as interrupted. The emulator takes that long to read all
 * records.
 */
const lookEveryMillis = 90_000;
/**
 * Starting and waiting for the last messages take minutes, and each message 25 ms. After ten times that, a run will not
 * end by itself.
 */
const wholeWithinMillis = (messages: number) => 30 * 60_000 + messages * 250;

export interface SoakRun {
  readonly messages: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly progress: (step: string) => void;
}

export interface SoakReport extends Verdict {
  readonly seed: number;
  readonly messages: number;
  /** Calls that the gateway has recorded by the end of the load. */
  readonly calls: number;
  /** How many of them met a fault. */
  readonly faulty: number;
  /** From the first request to the last answer. */
  readonly loadMillis: number;
  /** From then until the last change of a message. */
  readonly settlingMillis: number;
}

/**
 * Sends messages through its own stack with a failing gateway, and reports what became of them.
 * @throws Error that prevented a verdict
 */
export const soak = async (run: SoakRun): Promise<SoakReport> => {
  const withinMillis = wholeWithinMillis(run.messages);
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new CutOffError(`It had not ended after ${Math.round(withinMillis / 60_000)} minutes.`)),
    withinMillis,
  );
  try {
    return await soakOwnStack({ ...run, signal: AbortSignal.any([run.signal, late.signal]) });
  } finally {
    clearTimeout(timer);
  }
};

const soakOwnStack = async (run: SoakRun): Promise<SoakReport> => {
  const { signal, progress } = run;
  const stack = await startStack({ ports: await freePorts(), progress, signal });
  const doors = openDoors(stack.facts, signal);
  try {
    return await soakStack(stack.facts, doors, run);
  } finally {
    doors.close();
    await stack.stop();
  }
};

const soakStack = async (facts: StackFacts, doors: Doors, run: SoakRun): Promise<SoakReport> => {
  const { messages, seed, signal, progress } = run;
  const simulator = simulatorControl(facts.simulatorControlUrl);
  for (const fault of faultsFor(faultyShare, seed)) await simulator.setFault(fault);

  progress(`sending ${messages} messages`);
  const start = performance.now();
  const requests = planLoad(messages, seed);
  const accepted: Mark[] = [];
  let begun = 0;
  await eachOf(requests, clientsAtOnce, async (request) => {
    begun += 1;
    if (begun === Math.ceil(requests.length / 2))
      await simulator.setFault({ fault: 'refuse', durationMs: outageMillis });
    accepted.push(...(await doors.send(request)));
    if (begun % 100 === 0) progress(`${begun} of ${requests.length} requests`);
  });
  const loadMillis = performance.now() - start;

  const { calls } = await simulator.requests();
  await simulator.clearFaults();
  progress('the gateway is well again: waiting for the last messages');
  const loadedAt = Date.now();
  let records: readonly Recorded[];
  do {
    await sleep(lookEveryMillis, undefined, { signal });
    records = await doors.records();
  } while (!isSettled(accepted, records) && Date.now() < loadedAt + settledWithinMillis);
  const lastChange = Math.max(loadedAt, ...records.map(({ updatedAt }) => Date.parse(updatedAt)));
  const verdict = judge(accepted, records, await simulator.messages());
  return {
    ...verdict,
    seed,
    messages,
    calls: calls.length,
    faulty: calls.filter(({ fault }) => fault !== null).length,
    loadMillis,
    settlingMillis: lastChange - loadedAt,
  };
};
