import { type Priced, priceOf, type Region } from './prices.ts';

export const parts = ['request', 'records', 'events', 'statuses', 'logs', 'traces', 'storage', 'fixed'] as const;
export type Part = (typeof parts)[number];

/** How much of something a month uses, and which part uses it. */
export interface Use {
  readonly part: Part;
  readonly of: Priced;
  readonly amount: number;
}

/** What a month's uses cost in a region, in total or for one part. */
export const dollars = (uses: readonly Use[], region: Region, part?: Part): number =>
  uses
    .filter((use) => part === undefined || use.part === part)
    .reduce((sum, { of, amount }) => sum + amount * priceOf(of, region), 0);

/** Lambda's measure of CPU: a core comes with 1,769 MB. */
const mbPerCore = 1_769;

interface Invoked {
  readonly times: number;
  readonly memoryMb: number;
  /** For each run: CPU milliseconds of a whole core, and milliseconds of waiting. */
  readonly cpuMillis: number;
  readonly waitMillis: number;
}

/**
 * The runs of a function. Waiting costs by its memory. CPU work takes as much longer as the function's share of a core
 * is smaller, so it costs the same with any memory. With more than one core it would cost more, but no function here
 * has more.
 */
export const invocationUses = (part: Part, { times, memoryMb, cpuMillis, waitMillis }: Invoked): readonly Use[] => [
  { part, of: 'lambdaRequest', amount: times },
  {
    part,
    of: 'lambdaGbSecond',
    amount: (times * (cpuMillis * mbPerCore + waitMillis * memoryMb)) / 1_000 / 1_024,
  },
];

/** How long a function of this memory runs that uses so much CPU and waits so long. */
export const lambdaSeconds = (
  { cpuMillis, waitMillis }: Pick<Invoked, 'cpuMillis' | 'waitMillis'>,
  memoryMb: number,
): number => ((cpuMillis * mbPerCore) / memoryMb + waitMillis) / 1_000;

/** New processes are not calls, but AWS charges for the time until they can be called. */
export const startUses = (part: Part, times: number, cpuMillis: number): readonly Use[] =>
  invocationUses(part, { times, memoryMb: 0, cpuMillis, waitMillis: 0 }).filter(({ of }) => of === 'lambdaGbSecond');
