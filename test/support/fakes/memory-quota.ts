import { RateLimitedError } from '../../../functions/messages/errors.ts';
import type { Limits, Quota, QuotaView } from '../../../functions/messages/ports.ts';

/** What accounts have sent, by UTC minutes and days. Without a clock there is one endless window. */
export const memoryQuota = (clock?: () => Date): Quota & QuotaView & { readonly counts: Map<string, number> } => {
  const counts = new Map<string, number>();
  const windowNow = (length: number) => clock?.().toISOString().slice(0, length) ?? '';
  const windowsOf = (account: string) => [account + windowNow(10), account + windowNow(16)] as const;
  const refusalOf = (account: string, { perMinute, perDay }: Limits, count: number) => {
    const [day, minute] = windowsOf(account);
    const sumOf = (window: string) => (counts.get(window) ?? 0) + count;
    if (perDay !== undefined && sumOf(day) > perDay) return new RateLimitedError('day', perDay, 3600);
    if (perMinute !== undefined && sumOf(minute) > perMinute) return new RateLimitedError('minute', perMinute, 30);
    return undefined;
  };
  return {
    counts,
    refusalOf: async (...asked) => refusalOf(...asked),
    take: async (account, limits, count) => {
      const refusal = refusalOf(account, limits, count);
      if (refusal !== undefined) throw refusal;
      for (const window of new Set(windowsOf(account))) counts.set(window, (counts.get(window) ?? 0) + count);
    },
  };
};
