import { bytesPerGb, bytesPerLogLine, keptShareOfLogs, secondsPerMonth, systemLines } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Use } from './use.ts';

interface Lines {
  readonly logLines: number;
  readonly logBytes: number;
}

/** What so many runs of a function log, including Lambda's own lines. */
export const runLogUses = (runs: number, lines: Lines, { systemLines: has, logDays }: Deployment): readonly Use[] => [
  ...lineUses(runs, lines, logDays),
  ...(has ? lineUses(runs, systemLines, logDays) : []),
];

export const lineUses = (times: number, { logLines, logBytes }: Lines, logDays: number): readonly Use[] => {
  const gb = (times * (logBytes + logLines * bytesPerLogLine)) / bytesPerGb;
  return [
    { part: 'logs', of: 'loggedGb', amount: gb },
    { part: 'logs', of: 'logGbMonth', amount: (gb * keptShareOfLogs * logDays) / 30 },
  ];
};

/**
 * The traces of so many runs of a function under X-Ray's default sampling: the first run of each second, and one in
 * twenty of the others.
 */
export const traceUses = (runs: number, { tracing }: Deployment): readonly Use[] => {
  if (!tracing) return [];
  const perSecond = runs / secondsPerMonth;
  const firsts = 1 - Math.exp(-perSecond);
  return [{ part: 'traces', of: 'trace', amount: secondsPerMonth * (firsts + 0.05 * (perSecond - firsts)) }];
};
