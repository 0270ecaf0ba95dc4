import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { FailureCounts } from './ports.ts';

export interface Attempt {
  readonly user: string;
  /** The caller's IP address. */
  readonly source: string;
}

/** Slows down whoever tries passwords. */
export interface Throttle {
  /** Whether the attempt may go on. Asked before its password is hashed: refusing must be cheap. */
  allows(attempt: Attempt): Promise<boolean>;
  failed(attempt: Attempt): Promise<void>;
}

const windowMillis = 15 * 60_000;

/**
 * Failures in a window of 15 minutes after which all attempts are refused until it ends. By login and source, for one
 * that guesses; by source, for one that tries many logins; by login, for many sources that try one.
 */
const limits = { loginAndSource: 5, source: 50, login: 100 } as const;

/**
 * Only failures are counted, and not attempts under way: many containers of a busy program may check one login at once.
 * A burst of guesses can therefore get as far as the number of Lambdas that run at the same time, once a window.
 *
 * @param clock milliseconds since 1970
 */
export const createThrottle = (counts: FailureCounts, clock: () => number): Throttle => {
  const countersOf = (attempt: Attempt) => {
    const window = Math.floor(clock() / windowMillis);
    const source = networkOf(attempt.source);
    const counter = (kind: keyof typeof limits, ...parts: string[]) => ({
      name: createHash('sha256')
        .update(JSON.stringify([kind, window, ...parts]))
        .digest('base64url'),
      limit: limits[kind],
      until: new Date((window + 1) * windowMillis),
    });
    return [counter('loginAndSource', attempt.user, source), counter('source', source), counter('login', attempt.user)];
  };

  return {
    allows: async (attempt) => {
      const checks = countersOf(attempt).map(async ({ name, limit }) => (await counts.read(name)) < limit);
      return (await Promise.all(checks)).every(Boolean);
    },
    failed: async (attempt) => {
      await Promise.all(countersOf(attempt).map(({ name, until }) => counts.add(name, until)));
    },
  };
};

/** A caller with IPv6 has a whole /64 of addresses (RFC 6177): they count as one. */
export const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  // `::` stands for as many zero groups as are missing of eight; before the fourth, what follows it may be of the /64.
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  const all = tail === undefined ? groups : [...groups, ...zeros, ...after];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
};
