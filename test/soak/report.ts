import type { SoakReport } from './soak.ts';

/** Marks shown of what should not be. */
const shown = 5;

/** Nothing lost, nothing doubled, nothing untrue; and a load that nobody took proves nothing. */
export const isSound = ({ accepted, lost, doubled, untrue }: SoakReport): boolean =>
  accepted > 0 && [lost, doubled, untrue].every(({ length }) => length === 0);

export const lines = (report: SoakReport): readonly string[] => {
  const { seed, messages, faulty, accepted, statuses, loadMillis, settlingMillis } = report;
  const seconds = loadMillis / 1000;
  const figures: readonly (readonly [string, string | number])[] = [
    ['messages', messages],
    ['faults at the gateway', `${(faulty * 100).toFixed(1)} % of its last calls`],
    ['accepted', accepted],
    ...[...statuses].toSorted(([a], [b]) => a.localeCompare(b)),
    ['lost', report.lost.length],
    ['doubled', report.doubled.length],
    ['untrue', report.untrue.length],
    ['load', `${seconds.toFixed(0)} s, ${(accepted / seconds).toFixed(1)} messages/s`],
    ['last change after', `${(settlingMillis / 1000).toFixed(0)} s more`],
  ];
  const wrong = (['lost', 'doubled', 'untrue'] as const).flatMap((name) =>
    report[name].slice(0, shown).map((mark) => `  ${name}: ${JSON.stringify(mark)}`),
  );
  return [`seed ${seed}`, ...figures.map(([name, figure]) => `  ${name.padEnd(22)}${figure}`), ...wrong];
};
