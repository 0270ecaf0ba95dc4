/**
 * The steps of an axis, from 0 up to a number that is not below the greatest: few of them, and each a number that one can
 * count by (1, 2 or 5, and so many noughts).
 */
export const axisSteps = (greatest: number, atMost: number): readonly number[] => {
  const step = niceStep(Math.max(1, greatest) / atMost);
  const count = Math.max(1, Math.ceil(greatest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
};

/** Not below `least`, and whole: there is no half message. */
const niceStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
};

/**
 * How high each part of a bar is. One message among millions is still to be seen, so no part that is not empty is lower than
 * `least`; the highest part gives what that takes, as far as it can.
 * @param whole how high `scale` messages are
 */
export const partHeights = (
  parts: readonly number[],
  scale: number,
  whole: number,
  least: number,
): readonly number[] => {
  const heights = parts.map((part) => (part > 0 ? Math.max(least, (part / scale) * whole) : 0));
  const wanted = (parts.reduce((total, part) => total + part, 0) / scale) * whole;
  const tooMuch = Math.max(0, heights.reduce((total, height) => total + height, 0) - wanted);
  const highest = heights.indexOf(Math.max(...heights));
  return heights.map((height, index) =>
    index === highest ? Math.max(Math.min(height, least), height - tooMuch) : height,
  );
};
