import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { StoreUnavailableError } from '../messages/errors.ts';
import type { FailureCounts, LoginSuccesses } from './ports.ts';

interface Attempt {
  readonly user: string;
  /** The caller's IP address. */
  readonly source: string;
}

/** Slows down whoever tries passwords. */
export interface Throttle {
  /** Whether the attempt may go on. Asked before its password is hashed: refusing must be cheap. */
  allows(attempt: Attempt): Promise<boolean>;
  failed(attempt: Attempt): Promise<void>;
  /** Told of a login that was right; once a minute or so will do. */
  succeeded(attempt: Attempt): Promise<void>;
}

interface Dependencies {
  readonly failures: FailureCounts;
  readonly successes: LoginSuccesses;
  /** Failures of a login from one source in a window. */
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const windowMillis = 15 * 60_000;

/** A program that sends once a month is known still. */
const knownMillis = 31 * 24 * 60 * 60_000;

/**
 * How many times `limit` failures in a window of 15 minutes close the door until it ends: to a login from one source, for
 * one that guesses; to a source, for one that tries many logins; to a login, for many sources that try one.
 *
 * By the last alone, anybody who knows a user could shut its owner out. So it does not hold for a source where the login
 * was right in the last month. The first two do, also for a guesser who shares that source.
 */
const factors = { loginAndSource: 1, source: 10, login: 20 } as const;

/**
 * Only failures are counted, and not attempts under way: many containers of a busy program may check one login at once.
 * A burst of guesses can therefore get as far as the number of Lambdas that run at the same time, once a window.
 */
export const createThrottle = ({ failures, successes, limit, clock }: Dependencies): Throttle => {
  const countersOf = ({ user, source }: Attempt) => {
    const window = Math.floor(clock() / windowMillis);
    const network = networkOf(source);
    const counter = (kind: keyof typeof factors, ...parts: string[]) => ({
      name: nameOf(kind, window, ...parts),
      limit: limit * factors[kind],
      until: new Date((window + 1) * windowMillis),
    });
    return [counter('loginAndSource', user, network), counter('source', network), counter('login', user)] as const;
  };
  const noteOf = ({ user, source }: Attempt): string => nameOf('success', user, networkOf(source));

  return {
    allows: async (attempt) => {
      const checks = countersOf(attempt).map(async ({ name, limit }) => (await failures.read(name)) < limit);
      const [loginAndSource, source, login] = await Promise.all(checks);
      if (!loginAndSource || !source) return false;
      return login || successes.has(noteOf(attempt), new Date(clock()));
    },
    failed: async (attempt) => {
      await Promise.all(countersOf(attempt).map(({ name, until }) => failures.add(name, until)));
    },
    succeeded: async (attempt) => {
      try {
        await successes.add(noteOf(attempt), new Date(clock() + knownMillis));
      } catch (error) {
        // No login that is right is refused for want of a note: the next minute makes it.
        if (!(error instanceof StoreUnavailableError)) throw error;
      }
    },
  };
};

/** Tells neither user nor address. */
const nameOf = (...parts: (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

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
