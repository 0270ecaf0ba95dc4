import { type Scenario, scenarios, sweepCrowd } from '../support/model/swept-crowd.ts';
import { megabytes } from './quantities.ts';
import { type Bench, type Row, told } from './row.ts';
import { measureSweeps, type SweepResult, startUpstream } from './sweep-measurement.ts';

const million = 1_000_000;
const aimedRate = 5_000;
/** The most bytes that may stay in use for one more message: less than the smallest object that could represent it. */
const aimedGrowth = 16;
const interval = 60;
/** Statuses per second of each simulated sweep: the fewest that were measured on an idle machine. */
const simulatedRate = 7_500;
/**
 * Millions of open messages, with the setting `sweepHelpers`: its default, the number that they need, and the greatest.
 */
const sizes = [
  { millions: 0.3, helpers: 0 },
  { millions: 0.5, helpers: 1 },
  { millions: 1, helpers: 3 },
  { millions: 5, helpers: 7 },
];

/**
 * One sweep over a million open messages without changes, with the real store and client, at stubs of DynamoDB (10 ms
 * per page) and of a gateway (100 ms per call). Then a simulation of all sweeps for an hour or so: how much later than
 * due for its age any message is looked at.
 */
export const sweep: Bench = async (signal) => {
  const upstream = await startUpstream(million, signal);
  try {
    // The first run only warms up.
    const [, few, many] = await measureSweeps([0.01, 0.01, 1], upstream, signal);
    if (few === undefined || many === undefined) throw new Error('A sweep is missing.');
    return [...rowsOf(few, many), ...(await simulated(signal))];
  } finally {
    upstream.stop();
  }
};

const rowsOf = (few: SweepResult, many: SweepResult): Row[] => {
  const growth = (many.heap - few.heap) / (many.checked - few.checked);
  const perMillion = (amount: number) => `${((amount / many.checked) * million).toFixed(0)} a million statuses`;
  return [
    {
      what: 'statuses a second, a million open messages',
      figure: rateOf(many).toFixed(0),
      reference: '10000, ten calls at once of 100 ms',
      ratio: rateOf(many) / 10_000,
      aim: `≥ ${aimedRate}`,
      met: rateOf(many) >= aimedRate,
    },
    {
      what: 'writes for unchanged messages',
      figure: `${many.writes} of ${many.checked}`,
      reference: 'one for each check, rescheduled',
      aim: '0',
      met: many.writes === 0,
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

const simulated = async (signal: AbortSignal): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const scenario of Object.values(scenarios)) {
    for (const size of sizes) {
      signal.throwIfAborted();
      rows.push(await lateness(scenario, size));
    }
  }
  return rows;
};

const lateness = async (scenario: Scenario, { millions, helpers }: (typeof sizes)[number]): Promise<Row> => {
  const size = { messages: millions * million, rate: simulatedRate, helpers, scale: 20 };
  const { latest, lateShare, looksPerMinute, callsAtOnce, sweepsAtOnce } = await sweepCrowd(scenario, size);
  const seconds = Math.round(latest / 1000);
  return {
    what: `latest look, simulated: ${millions} M ${scenario.name}, sweepHelpers ${helpers}`,
    figure: `${seconds} s; ${(lateShare * 100).toFixed(2)} % by over a minute`,
    reference: `${(looksPerMinute / 1000).toFixed(0)}k looks a minute, ${callsAtOnce} calls and ${sweepsAtOnce} sweeps at once`,
    ...(millions <= 1 && { aim: `≤ ${interval} s`, met: seconds <= interval }),
  };
};

const rateOf = ({ checked, millis }: SweepResult): number => (checked / millis) * 1000;

const cpuShare = ({ cpuMillis, millis }: SweepResult): string => `${((cpuMillis / millis) * 100).toFixed(0)} %`;
