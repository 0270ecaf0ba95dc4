import { duration } from '../duration.ts';
import type { Shell } from '../shell.ts';
import { cutTo, widthOf } from '../width.ts';
import type { Progress } from './job/report.ts';
import { counted, figure } from './words.ts';

/** Milliseconds between two updates: of the same line in a terminal, else of lines in a log. */
const drawnEvery = 100;
const writtenEvery = 30_000;

const widestBar = 24;
const narrowestBar = 5;

/** @param what is going on: `Sending` @param clock in milliseconds */
export const createProgressDisplay = (what: string, { live, tell }: Shell, clock: () => number) => {
  const every = live === undefined ? writtenEvery : drawnEvery;
  let shownAt = Number.NEGATIVE_INFINITY;
  let waiting: Progress | undefined;
  const show = (progress: Progress): void => {
    waiting = undefined;
    shownAt = clock();
    if (live === undefined) tell(`${what}: ${progressWords(progress)}`);
    else live.draw(lineOf(what, progress, live.columns - 1));
  };
  return {
    show: (progress: Progress): void => {
      if (clock() - shownAt >= every) show(progress);
      else waiting = progress;
    },
    /** Call this before other output: it removes the drawn line, or writes the latest progress to a log. */
    end: (): void => {
      if (live !== undefined) live.draw('');
      else if (waiting !== undefined) show(waiting);
    },
  };
};

/** The bar takes the width that the words leave. */
const lineOf = (what: string, progress: Progress, columns: number): string => {
  const words = progressWords(progress);
  const room = columns - widthOf(`${what} [] ${words}`);
  return cutTo([what, ...bar(progress, Math.min(widestBar, room)), words].join(' '), columns);
};

const bar = ({ done, rows }: Progress, width: number): readonly string[] => {
  if (rows === undefined || width < narrowestBar) return [];
  const filled = rows === 0 ? width : Math.floor((done / rows) * width);
  return [`[${'='.repeat(filled).padEnd(width)}]`];
};

const progressWords = ({ rows, done, withoutMessage, rate, secondsLeft, held }: Progress): string =>
  [
    rows === undefined ? counted(done, 'row') : `${figure(done)} of ${counted(rows, 'row')}`,
    ...(rate > 0 ? [`${figure(Math.round(rate))}/s`] : []),
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
    ...(withoutMessage > 0 ? [`${figure(withoutMessage)} without a message`] : []),
    ...(held === undefined ? [] : [held]),
  ].join(', ');
