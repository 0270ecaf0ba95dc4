const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** Minutes after which a sweep looks through every window of age. */
export const everyWindow = 180;
