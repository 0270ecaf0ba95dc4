import { megabytes } from './quantities.ts';
import type { Bench, Row } from './row.ts';
import { measureSweeps, type SweepResult } from './sweep-measurement.ts';

const messages = 100_000;
const aimedRate = 5_000;
/** What may stay in use per message, in bytes: less than the smallest object that stands for one. */
const aimedGrowth = 16;

/**
 * A sweep over 100,000 open messages of which none has changed, at a gateway that takes 100 ms a call, with the real
 * store. On the emulator it is the emulator that is measured: the figures are those of a second sweep, for which the
 * emulator's answers are replayed after the 10 ms that DynamoDB takes.
 */
export const sweep: Bench = async (signal) => {
  const { emulated, few, many } = await measureSweeps(messages, signal);
  const growth = (many.heap - few.heap) / (many.checked - few.checked);
  const perMillion = (amount: number) => ((amount / many.checked) * 1e6).toFixed(0);
  return [
    {
      what: `statuses a second, ${many.checked} open messages`,
      figure: rateOf(many).toFixed(0),
      reference: `${rateOf(emulated).toFixed(0)}, on the emulator`,
      ratio: rateOf(many) / rateOf(emulated),
      aim: `≥ ${aimedRate}`,
      met: rateOf(many) >= aimedRate,
    },
    {
      what: 'writes for unchanged messages',
      figure: `${many.calls.writes} calls`,
      reference: `${emulated.calls.writes} calls, on the emulator`,
      aim: '0',
      met: many.calls.writes + emulated.calls.writes === 0,
    },
    {
      what: 'memory in use, at most',
      figure: megabytes(many.heap),
      reference: `${megabytes(few.heap)}, ${few.checked} messages`,
      ratio: many.heap / few.heap,
      aim: `≤ ${aimedGrowth} bytes more a message`,
      met: growth <= aimedGrowth,
    },
    told('CPU', `${(many.cpuMillis / many.checked).toFixed(3)} ms a status`, `${cpuShare(many)} of a core`),
    told('calls to the gateway', `${perMillion(many.calls.gateway)} a million statuses`, '10000, 100 ids a call'),
    told('reads', `${perMillion(many.calls.reads)} a million statuses`, `${perMillion(many.readUnits)} read units`),
  ];
};

const rateOf = ({ checked, millis }: SweepResult): number => (checked / millis) * 1000;

const cpuShare = ({ cpuMillis, millis }: SweepResult): string => `${((cpuMillis / millis) * 100).toFixed(0)} %`;

const told = (what: string, figure: string, reference: string): Row => ({ what, figure, reference });
