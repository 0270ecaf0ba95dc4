const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** The minutes after which a sweep looks through every window of age. */
export const everyWindow = 180;
