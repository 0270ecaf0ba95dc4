import { CannotStartError } from '../../infra/local/cannot-start-error.ts';
import { ProgramFailedError } from '../../infra/local/process-group.ts';
import { CutOffError } from './cut-off-error.ts';
import type { SoakReport } from './soak.ts';

/** The most examples that are printed of each kind of failure. */
const shown = 5;
const wrongs = ['lost', 'doubled', 'untrue'] as const;

/** Nothing lost, doubled or untrue. A load of which nothing was accepted proves nothing. */
export const isSound = (report: SoakReport): boolean => report.accepted > 0 && found(report).length === 0;

const found = (report: SoakReport) => wrongs.filter((name) => report[name].length > 0);

export const lines = (report: SoakReport): readonly string[] => {
  const { seed, messages, accepted, statuses, loadMillis, settlingMillis } = report;
  const seconds = loadMillis / 1000;
  const figures: readonly (readonly [string, string | number])[] = [
    ['messages', messages],
    ['faults at the gateway', faults(report)],
    ['accepted', accepted],
    ...[...statuses].toSorted(([a], [b]) => a.localeCompare(b)),
    ...wrongs.map((name) => [name, report[name].length] as const),
    ['load', `${seconds.toFixed(0)} s, ${(accepted / seconds).toFixed(1)} messages/s`],
    ['last change after', `${(settlingMillis / 1000).toFixed(0)} s more`],
    ['verdict', verdictOn(report)],
  ];
  const examples = wrongs.flatMap((name) =>
    report[name].slice(0, shown).map((mark) => `  ${name}: ${JSON.stringify(mark)}`),
  );
  return [`seed ${seed}`, ...figures.map(([name, figure]) => line(name, figure)), ...examples];
};

/** For a run that ended before it could be judged. */
export const linesWithoutVerdict = (seed: number, error: unknown): readonly string[] => [
  `seed ${seed}`,
  line('verdict', `none, the run could not be judged. ${reasonOf(error)}`),
];

export const line = (name: string, figure: string | number): string => `  ${name.padEnd(22)}${figure}`;

const faults = ({ calls, faulty }: SoakReport): string =>
  calls === 0
    ? 'no call reached it during the load'
    : `${((faulty / calls) * 100).toFixed(1)} % of its last ${calls} calls`;

const verdictOn = (report: SoakReport): string => {
  const wrong = found(report);
  if (wrong.length > 0) return `not sound: messages are ${wrong.join(', ')}`;
  if (!isSound(report)) return 'none, the run could not be judged. No message of the load was accepted.';
  return report.faulty > 0 ? 'sound' : 'sound, but its load met no fault: more messages prove more';
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  // What was waiting only knows that it was aborted. The cause has the reason.
  if (error.name === 'AbortError' && error.cause instanceof Error) return reasonOf(error.cause);
  const isForPeople = [CutOffError, CannotStartError, ProgramFailedError].some((kind) => error instanceof kind);
  return isForPeople ? error.message : (error.stack ?? error.message);
};
