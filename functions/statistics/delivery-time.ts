import type { Counter, Counts } from './counts.ts';

/**
 * How long deliveries took is counted in steps, each a quarter longer than the one before: the middle of a step is less than
 * 12 % from all that is in it, and 56 steps lead from a second to three days. Most accounts' hours have a few of them.
 */
const growth = 1.25;

/** What took longer is counted with these: the steps of an hour, all with figures of five digits, fit in a kilobyte. */
const lastStep = 63;

/** The step of a time in seconds. What took no longer than a second, or less than none by another clock, is in the first. */
export const stepOf = (seconds: number): Counter => {
  const step = seconds > 1 ? Math.floor(Math.log(seconds) / Math.log(growth)) : 0;
  return `step${Math.min(step, lastStep)}`;
};

/** In the middle of a step, as ratios go: seconds, to four digits. */
const middleOf = (step: number): number => Number((growth ** (step + 0.5)).toPrecision(4));

/** Seconds that half of the deliveries took at most; `null`: there are none. */
export const medianSeconds = (counts: Counts): number | null => {
  const steps = [...counts]
    .flatMap(([name, count]) => (name.startsWith('step') && count > 0 ? [{ step: Number(name.slice(4)), count }] : []))
    .sort((a, b) => a.step - b.step);
  let left = Math.ceil(steps.reduce((all, { count }) => all + count, 0) / 2);
  for (const { step, count } of steps) {
    left -= count;
    if (left <= 0) return middleOf(step);
  }
  return null;
};
