import type { Bench, Row } from './row.ts';
import { measureSend, rowsOfSend } from './send-measurement.ts';

/** For each recipient. */
const aims = { whole: 0.1, ours: 0.035 };

/** The CPU time for each of many recipients in a warm `send` handler, and textgate's share of it. */
export const bulk: Bench = async (signal) => [...(await rowsOf(100, 400, signal)), ...(await rowsOf(1000, 80, signal))];

const rowsOf = async (recipients: number, rounds: number, signal: AbortSignal): Promise<readonly Row[]> => {
  const measured = await measureSend(recipients, rounds, signal);
  return rowsOfSend(measured, {
    what: `CPU a recipient of ${recipients}, all in all`,
    calls: `the ${measured.calls} calls with the bare SDK`,
    show: (millis) => `${millis.toFixed(3)} ms`,
    aims,
  });
};
