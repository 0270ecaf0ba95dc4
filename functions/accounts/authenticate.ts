import type { Scope } from '../contract/scopes.ts';
import type { Principal } from './account.ts';
import { hashApiKey, isApiKey } from './api-key.ts';
import { ForbiddenError, UnauthenticatedError } from './errors.ts';
import type { AccountLookup } from './ports.ts';
import { createRecent } from './recent.ts';

/** The credentials of RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1). */
const bearer = /^Bearer +(\S+)$/i;

export interface AuthenticatorDeps {
  readonly store: AccountLookup;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Identifies the caller by the `Authorization` header. @throws UnauthenticatedError */
export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/**
 * Makes an authenticator with its own cache. Make one per container.
 *
 * Only successes are cached, so a flood of made-up keys cannot evict real ones. Keys are looked up by their hash, so
 * timing reveals nothing about a secret.
 */
export const createAuthenticator = ({ store, clock }: AuthenticatorDeps): Authenticate => {
  const cache = createRecent<Principal>(clock);

  return async (authorization) => {
    const key = bearer.exec(authorization ?? '')?.[1];
    if (key === undefined || !isApiKey(key)) throw new UnauthenticatedError();

    const hash = hashApiKey(key);
    const cached = cache.get(hash);
    if (cached) return cached;

    const principal = await lookUp(store, hash);
    cache.set(hash, principal);
    return principal;
  };
};

const lookUp = async (store: AccountLookup, hash: string): Promise<Principal> => {
  const key = await store.findKey(hash);
  if (!key || key.revokedAt !== undefined) throw new UnauthenticatedError();
  const account = await store.findAccount(key.account);
  if (!account || account.disabled) throw new UnauthenticatedError();
  return { account, keyId: key.id, scopes: key.scopes };
};

/** @throws ForbiddenError with the missing scope */
export const requireScope = ({ scopes }: Principal, scope: Scope | 'any'): void => {
  if (scope !== 'any' && !scopes.includes(scope)) throw new ForbiddenError(scope);
};
