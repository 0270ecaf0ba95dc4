import type { Counter, Counts } from './counts.ts';

/**
 * Delivery times are counted in steps, each a quarter longer than the one before. So the middle of a step is within 12
 * % of all times in it, and 56 steps cover a second to three days. Most accounts have few of the steps in an hour.
 */
const growth = 1.25;

/** Longer times count here. All steps of an hour, with counts of five digits, fit in a kilobyte. */
const lastStep = 63;

/** The step of a time in seconds. The first has times up to a second, and negative ones (clocks differ). */
export const stepOf = (seconds: number): Counter => {
  const step = seconds > 1 ? Math.floor(Math.log(seconds) / Math.log(growth)) : 0;
  return `step${Math.min(step, lastStep)}`;
};

/** The geometric middle of a step, in seconds, to four digits. */
const middleOf = (step: number): number => Number((growth ** (step + 0.5)).toPrecision(4));

/** The median delivery time in seconds. `null`: there are no deliveries. */
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
