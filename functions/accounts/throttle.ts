import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { StoreUnavailableError } from '../messages/errors.ts';
import type { FailureCounts, LoginSuccesses } from './ports.ts';

interface Attempt {
  readonly user: string;
  /** The caller's IP address. */
  readonly source: string;
}

/** Slows down guessing of passwords. */
export interface Throttle {
  /** Whether the attempt may go on. Called before the password is hashed, because rejecting must be cheap. */
  allows(attempt: Attempt): Promise<boolean>;
  failed(attempt: Attempt): Promise<void>;
  /** Call it for a successful login; once a minute is enough. */
  succeeded(attempt: Attempt): Promise<void>;
}

interface Dependencies {
  readonly failures: FailureCounts;
  readonly successes: LoginSuccesses;
  /** Allowed failures of a login from one source in a window. */
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const windowMillis = 15 * 60_000;

/** Long enough for a program that sends once a month. */
const knownMillis = 31 * 24 * 60 * 60_000;

/**
 * After so many times `limit` failures in a window of 15 minutes, attempts are rejected until the window ends. A login
 * from one source: against one who guesses a password. A source: against one who tries many logins. A login: against
 * many sources that try the same one.
 *
 * With the last alone, anybody who knows a user could lock its owner out. So it does not apply to a source where the
 * login succeeded in the last month. The first two always apply, so they also stop a guesser who shares that source.
 */
const factors = { loginAndSource: 1, source: 10, login: 20 } as const;

/**
 * Only failures are counted, not running attempts, because many containers of a busy program may check one login at
 * once. So once per window, a burst can make as many more guesses as there are concurrent Lambdas.
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
        // A missing note is no reason to reject a right login. The next login writes the note.
        if (!(error instanceof StoreUnavailableError)) throw error;
      }
    },
  };
};

/** A hash, so that the name reveals neither user nor address. */
const nameOf = (...parts: (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** A caller with IPv6 has a whole /64 of addresses (RFC 6177), so they count as one. */
export const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  // `::` stands for the groups missing to eight, all zero. What follows it may belong to the first four groups.
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  const all = tail === undefined ? groups : [...groups, ...zeros, ...after];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
};
