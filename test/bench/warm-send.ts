import { milliseconds } from './quantities.ts';
import type { Bench } from './row.ts';
import { measureSend, rowsOfSend } from './send-measurement.ts';

const rounds = 800;
const aims = { ours: 0.7 };

/** The CPU time for one recipient in a warm `send` handler, and textgate's share of it. */
export const warmSend: Bench = async (signal) => {
  const measured = await measureSend(1, rounds, signal);
  return rowsOfSend(measured, {
    what: 'CPU of a warm send, all in all',
    calls: `its ${measured.calls} calls with the bare SDK`,
    show: milliseconds,
    aims,
  });
};
