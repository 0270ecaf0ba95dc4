const two = (number: number): string => String(number).padStart(2, '0');

/** An instant as `<input type="datetime-local">` has it: in the browser's zone, to the minute that has begun. */
export const localInput = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
