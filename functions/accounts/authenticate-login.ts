import { createHmac, randomBytes } from 'node:crypto';
import type { Account } from './account.ts';
import { isUser } from './login.ts';
import { decoyHash, type ScryptParameters, verifyPassword } from './password.ts';
import type { LoginLookup } from './ports.ts';
import { createRecent } from './recent.ts';
import type { Throttle } from './throttle.ts';

interface LoginAttempt {
  readonly user: string;
  readonly password: string;
  /** The caller's IP address. */
  readonly source: string;
}

/**
 * The account of a login. `undefined`: no such user, a wrong password, a disabled account or too many failures; the
 * caller cannot tell these apart.
 * @throws StoreUnavailableError
 */
export type AuthenticateLogin = (attempt: LoginAttempt) => Promise<Account | undefined>;

interface Dependencies {
  readonly store: LoginLookup;
  readonly throttle: Throttle;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** For hashing the passwords of unknown users. */
  readonly parameters?: ScryptParameters;
}

/** Makes an authenticator with its own cache. Make one per container. */
export const createLoginAuthenticator = ({ store, throttle, clock, parameters }: Dependencies): AuthenticateLogin => {
  const cache = createRecent<Account>(clock);
  const cacheSecret = randomBytes(32);
  const decoy = decoyHash(parameters);

  /** Without the secret, these keys in the container's memory tell nothing about the password. */
  const cacheKeyOf = ({ user, password }: LoginAttempt): string =>
    createHmac('sha256', cacheSecret)
      .update(JSON.stringify([user, password]))
      .digest('base64');

  const verify = async ({ user, password }: LoginAttempt): Promise<Account | undefined> => {
    const login = user === '' ? undefined : await store.findLogin(user);
    const isRight = await verifyPassword(password, login?.password ?? decoy);
    if (login === undefined || !isRight) return undefined;
    const account = await store.findAccount(login.account);
    return account?.disabled === true ? undefined : account;
  };

  return async ({ user, password, source }) => {
    // A text that cannot be a user may be as long as the call. It counts as an empty user, which does not exist.
    const attempt = { user: isUser(user) ? user : '', password, source };
    const key = cacheKeyOf(attempt);
    const cached = cache.get(key);
    if (cached !== undefined) return cached;

    if (!(await throttle.allows(attempt))) return undefined;
    const account = await verify(attempt);
    if (account === undefined) await throttle.failed(attempt);
    else {
      cache.set(key, account);
      await throttle.succeeded(attempt);
    }
    return account;
  };
};
