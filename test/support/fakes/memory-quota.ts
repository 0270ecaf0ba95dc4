import { RateLimitedError } from '../../../functions/messages/errors.ts';
import type { Quota } from '../../../functions/messages/ports.ts';

/** What accounts have sent, by UTC minutes and days; without a clock, in one window without end. */
export const memoryQuota = (clock?: () => Date): Quota & { readonly counts: Map<string, number> } => {
  const counts = new Map<string, number>();
  const windowNow = (length: number) => clock?.().toISOString().slice(0, length) ?? '';
  return {
    counts,
    take: async (account, { perMinute, perDay }, count) => {
      const [day, minute] = [account + windowNow(10), account + windowNow(16)];
      const sumOf = (window: string) => (counts.get(window) ?? 0) + count;
      if (perDay !== undefined && sumOf(day) > perDay) throw new RateLimitedError('day', perDay, 3600);
      if (perMinute !== undefined && sumOf(minute) > perMinute) throw new RateLimitedError('minute', perMinute, 30);
      for (const window of new Set([day, minute])) counts.set(window, sumOf(window));
    },
  };
};
