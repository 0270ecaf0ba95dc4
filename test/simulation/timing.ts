export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** What a function behind the API has, and what it counts on. */
export const apiMillis = 29 * second;
export const lambdaMillis = 28 * second;
export const sweepMillis = 90 * second;
/** Minutes after which a sweep looks through every window of age. */
export const everyWindow = 180;
