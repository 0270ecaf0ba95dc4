import { type Priced, priceOf, type Region } from './prices.ts';

export const parts = ['request', 'records', 'events', 'statuses', 'logs', 'traces', 'storage', 'fixed'] as const;
export type Part = (typeof parts)[number];

/** How much of something a month takes, and for what. */
export interface Use {
  readonly part: Part;
  readonly of: Priced;
  readonly amount: number;
}

/** Of a month's uses: what they cost in a region, those of a part alone, or of all. */
export const dollars = (uses: readonly Use[], region: Region, part?: Part): number =>
  uses
    .filter((use) => part === undefined || use.part === part)
    .reduce((sum, { of, amount }) => sum + amount * priceOf(of, region), 0);

/** Lambda's measure of CPU: a core has 1,769 MB. */
const mbPerCore = 1_769;

interface Invoked {
  readonly times: number;
  readonly memoryMb: number;
  /** Of each time: CPU milliseconds of a whole core, and milliseconds in which it waits. */
  readonly cpuMillis: number;
  readonly waitMillis: number;
}

/**
 * A function's runs. It waits in its own memory; its CPU takes as long as its share of a core is small, and so costs
 * the same in any memory. On more than a core it would cost more: none of ours has more.
 */
export const invocationUses = (part: Part, { times, memoryMb, cpuMillis, waitMillis }: Invoked): readonly Use[] => [
  { part, of: 'lambdaRequest', amount: times },
  {
    part,
    of: 'lambdaGbSecond',
    amount: (times * (cpuMillis * mbPerCore + waitMillis * memoryMb)) / 1_000 / 1_024,
  },
];

/** For how long a function of this memory runs that takes so much CPU, and waits so long. */
export const lambdaSeconds = (
  { cpuMillis, waitMillis }: Pick<Invoked, 'cpuMillis' | 'waitMillis'>,
  memoryMb: number,
): number => ((cpuMillis * mbPerCore) / memoryMb + waitMillis) / 1_000;

/** Of new processes, which are no calls of their own: what they take until they can be called is paid for as well. */
export const startUses = (part: Part, times: number, cpuMillis: number): readonly Use[] =>
  invocationUses(part, { times, memoryMb: 0, cpuMillis, waitMillis: 0 }).filter(({ of }) => of === 'lambdaGbSecond');
