/**
 * The steps of an axis, from 0 to at least the greatest value. They are few, and multiples of 1, 2 or 5 with some
 * noughts.
 */
export const axisSteps = (greatest: number, atMost: number): readonly number[] => {
  const step = niceStep(Math.max(1, greatest) / atMost);
  const count = Math.max(1, Math.ceil(greatest / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
};

/** The next round step that is at least `least` and whole, because there are no half messages. */
const niceStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
};

/**
 * The height of each part of a bar. One message among millions must be visible, so every part that is not empty has at
 * least the height `least`. The highest part becomes lower in return, as far as it can.
 * @param whole the height of `scale` messages
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
