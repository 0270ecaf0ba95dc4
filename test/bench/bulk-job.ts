import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../infra/local/ports.ts';
import { startStack } from '../../infra/local/stack.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { measureJob } from './bulk-measurement.ts';
import { perSecond } from './quantities.ts';
import { type Bench, told } from './row.ts';

const rows = 40_000;
const watchedMillis = 20_000;
/** Messages per second: more than anything here reaches. */
const unbounded = 1e9;

/**
 * `textgate bulk` with 40,000 personal messages to the deployed stack: the dry run of all; the time until all are
 * recorded; and how fast they are handed over in the background. Emulator, simulated gateway and functions all run on
 * this machine.
 */
export const bulkJob: Bench = async (signal) => {
  const stack = await startStack({ ports: await freePorts(), progress: (step) => console.error(`  ${step}`), signal });
  try {
    const { url, apiKey, simulatorControlUrl } = stack.facts;
    const upstream = simulatorControl(simulatorControlUrl);
    const handedOver = async () => (await upstream.requests()).methods['send_message']?.calls ?? 0;
    const { planMillis, sendMillis, requests } = await measureJob({ url, apiKey, rows, rate: unbounded }, signal);
    const atItsEnd = await handedOver();
    await pause(watchedMillis, undefined, { signal });
    const later = await handedOver();
    return [
      told(`${rows} rows planned`, perSecond(rows, planMillis), `${seconds(planMillis)}, ${requests} requests`),
      told('sent, until all are recorded', perSecond(rows, sendMillis), seconds(sendMillis)),
      told('of them at the gateway by then', `${atItsEnd}`, `${rows}`),
      told('at the gateway, after that', perSecond(later - atItsEnd, watchedMillis), 'the emulator’s queue and sweeps'),
    ];
  } finally {
    await stack.stop();
  }
};

const seconds = (millis: number): string => `${(millis / 1000).toFixed(0)} s`;
