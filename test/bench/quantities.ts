export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

export const milliseconds = (amount: number): string => `${amount < 10 ? amount.toFixed(2) : amount.toFixed(0)} ms`;

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

export const perSecond = (count: number, millis: number): string => `${((count / millis) * 1000).toFixed(0)}/s`;
