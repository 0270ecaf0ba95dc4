import type { Key } from '../client/index.ts';
import { keepDraftsOf } from './draft.ts';
import type { TabStorage } from './tab-storage.ts';

/** A key that somebody has signed in with, and what the API says about it. */
export interface HeldKey {
  readonly apiKey: string;
  readonly key: Key;
}

export interface Session {
  /** The first is the one in use. */
  readonly keys: readonly [HeldKey, ...HeldKey[]];
  /** When the user was last active, in milliseconds since 1970. */
  readonly activeAt: number;
}

/** A user who is not active for this long is signed out. */
export const idleMillis = 30 * 60_000;

export const isIdle = (activeAt: number, now: number): boolean => now - activeAt >= idleMillis;

const name = 'textgate-session';

/** `idle`: somebody was signed in but was not active for too long. The stored session is deleted. */
export const readSession = (storage: TabStorage, now: number): Session | 'idle' | undefined => {
  const session = parse(storage.getItem(name));
  if (session !== undefined && !isIdle(session.activeAt, now)) return session;
  writeSession(storage, undefined);
  return session && 'idle';
};

export const writeSession = (storage: TabStorage, session: Session | undefined): void => {
  keepDraftsOf(storage, session?.keys.map(({ key }) => key.id) ?? []);
  if (session === undefined) storage.removeItem(name);
  else storage.setItem(name, JSON.stringify(session));
};

/**
 * Records the time of the last activity. Answers whether somebody is still signed in: the tab may have signed out
 * meanwhile on another page, from which the user came back.
 */
export const noteActive = (storage: TabStorage, activeAt: number): boolean => {
  const session = parse(storage.getItem(name));
  if (session === undefined) return false;
  writeSession(storage, { ...session, activeAt });
  return true;
};

const parse = (text: string | null): Session | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isSession(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Another program of this origin, or another version of the console, may have stored something under the same name. */
const isSession = (value: unknown): value is Session =>
  has(value, 'activeAt', 'keys') &&
  typeof value.activeAt === 'number' &&
  Array.isArray(value.keys) &&
  value.keys.length > 0 &&
  value.keys.every(isHeldKey);

const isHeldKey = (value: unknown): boolean =>
  has(value, 'apiKey', 'key') &&
  typeof value.apiKey === 'string' &&
  has(value.key, 'id', 'scopes', 'account') &&
  typeof value.key.id === 'string' &&
  Array.isArray(value.key.scopes) &&
  has(value.key.account, 'id', 'name') &&
  typeof value.key.account.name === 'string';

const has = <Name extends string>(value: unknown, ...names: Name[]): value is Record<Name, unknown> =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);

/** Makes a key the one in use, without duplicates. */
export const withKey = (session: Session | undefined, held: HeldKey, now: number): Session => ({
  keys: [held, ...(session?.keys ?? []).filter(({ apiKey }) => apiKey !== held.apiKey)],
  activeAt: now,
});

/** Removes a key; `undefined`: it was the last one. */
export const withoutKey = (session: Session, apiKey: string): Session | undefined => {
  const [first, ...others] = session.keys.filter((held) => held.apiKey !== apiKey);
  return first && { ...session, keys: [first, ...others] };
};
