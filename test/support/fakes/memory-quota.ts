import { RateLimitedError } from '../../../functions/messages/errors.ts';
import type { Quota } from '../../../functions/messages/ports.ts';

/** What accounts have sent, in one window without end. */
export const memoryQuota = (): Quota & { readonly counts: Map<string, number> } => {
  const counts = new Map<string, number>();
  return {
    counts,
    take: async (account, { perMinute, perDay }, count) => {
      const sum = (counts.get(account) ?? 0) + count;
      if (perDay !== undefined && sum > perDay) throw new RateLimitedError('day', perDay, 3600);
      if (perMinute !== undefined && sum > perMinute) throw new RateLimitedError('minute', perMinute, 30);
      counts.set(account, sum);
    },
  };
};
