import { megabytes } from './quantities.ts';
import type { Bench, Row } from './row.ts';
import { measureOnEmulator, measureSweeps, type SweepResult, startUpstream } from './sweep-measurement.ts';

const messages = 100_000;
const aimedRate = 5_000;
/** What may stay in use for a message more, in bytes: less than the smallest object that could stand for it. */
const aimedGrowth = 16;

/**
 * A sweep over 100,000 open messages of which none has changed, at a gateway that takes 100 ms a call, with the real
 * store and client. The emulator takes a second for a page of a table this large, and so a sweep there does not come to
 * its end in its 90 s: what is ours is measured at a stub that answers a query after the 10 ms that DynamoDB takes.
 */
export const sweep: Bench = async (signal) => {
  const upstream = await startUpstream(messages, signal);
  try {
    // The first only warms up.
    const [, few, many] = await measureSweeps([0.1, 0.1, 1], upstream, upstream.url, signal);
    if (few === undefined || many === undefined) throw new Error('A sweep is missing.');
    return rowsOf(few, many, await measureOnEmulator(messages, upstream, signal));
  } finally {
    upstream.stop();
  }
};

const rowsOf = (few: SweepResult, many: SweepResult, emulated: SweepResult): Row[] => {
  const growth = (many.heap - few.heap) / (many.checked - few.checked);
  const perMillion = (amount: number) => `${((amount / many.checked) * 1e6).toFixed(0)} a million statuses`;
  return [
    {
      what: `statuses a second, ${many.checked} open messages`,
      figure: rateOf(many).toFixed(0),
      reference: `${rateOf(emulated).toFixed(0)}, on the emulator, ${emulated.rangesLeft} ranges left`,
      ratio: rateOf(many) / rateOf(emulated),
      aim: `≥ ${aimedRate}`,
      met: rateOf(many) >= aimedRate,
    },
    {
      what: 'writes for unchanged messages',
      figure: `${many.writes} of ${many.checked}`,
      reference: `${emulated.writes} of ${emulated.checked}, on the emulator`,
      aim: '0',
      met: many.writes + emulated.writes === 0,
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
    told('calls to the gateway', perMillion(many.gatewayCalls), '10000, 100 ids a call'),
    told('reads', perMillion(many.reads), '1000, 1000 entries a page'),
    told('read units', perMillion(many.readUnits), "by DynamoDB's rules"),
  ];
};

const rateOf = ({ checked, millis }: SweepResult): number => (checked / millis) * 1000;

const cpuShare = ({ cpuMillis, millis }: SweepResult): string => `${((cpuMillis / millis) * 100).toFixed(0)} %`;

const told = (what: string, figure: string, reference: string): Row => ({ what, figure, reference });
