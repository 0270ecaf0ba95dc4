import { line } from '../report.ts';
import type { WebhookSoakReport } from './soak.ts';

/** The most examples that are printed of each kind of failure. */
const shown = 5;

/** Nothing missing, nothing untrue. Receivers that were never called, or never failed, prove nothing. */
export const isSound = ({ missing, untrue, calls, faulty }: WebhookSoakReport): boolean =>
  missing.length === 0 && untrue.length === 0 && calls > 0 && faulty > 0;

export const lines = (report: WebhookSoakReport): readonly string[] => {
  const { changes, receivers, missing, untrue, failed, calls, faulty, forged, doubled, kills, left } = report;
  const figures: readonly (readonly [string, string | number])[] = [
    ['deliveries', `${changes * receivers}: ${changes} changes, ${receivers} receivers`],
    ['missing', missing.length],
    ['untrue', untrue.length],
    ['failed in the list', failed],
    ['received twice', doubled],
    ['calls', calls],
    ['of which failed', `${faulty} (${((faulty / calls) * 100).toFixed(1)} %)`],
    ['wrong signatures', forged],
    ['deliverers killed', kills],
    ['left to a later round', left],
    [
      'duration',
      `${(report.millis / 1_000).toFixed(0)} s, and ${(report.skippedMillis / 3_600_000).toFixed(1)} h left out`,
    ],
    ['verdict', isSound(report) ? 'sound' : 'not sound'],
  ];
  const examples = [...missing.slice(0, shown), ...untrue.slice(0, shown)].map((detail) => `  ${detail}`);
  return [...figures.map(([name, figure]) => line(name, figure)), ...examples];
};
