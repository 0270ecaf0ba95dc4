import type { Key } from '../client/index.ts';
import { keepDraftsOf } from './draft.ts';
import type { TabStorage } from './tab-storage.ts';

/** A key that somebody has signed in with, and what the API said of it. */
export interface HeldKey {
  readonly apiKey: string;
  readonly key: Key;
}

export interface Session {
  /** The first is the one in use. */
  readonly keys: readonly [HeldKey, ...HeldKey[]];
  /** Milliseconds since 1970: when somebody last did something. */
  readonly activeAt: number;
}

/** After so long without a key pressed or a pointer moved, one is signed out. */
export const idleMillis = 30 * 60_000;

export const isIdle = (activeAt: number, now: number): boolean => now - activeAt >= idleMillis;

const name = 'textgate-session';

/** `idle`: somebody was signed in, and did nothing for too long. Of that, nothing is kept. */
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
 * Notes when somebody last did something, for as long as somebody is signed in: the tab may have signed out meanwhile, on a
 * page that one has gone back from. Tells whether somebody is.
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

/** Another program of this origin may have used the name, or another version of this one. */
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

/** Puts a key in use; one that is held already is not held twice. */
export const withKey = (session: Session | undefined, held: HeldKey, now: number): Session => ({
  keys: [held, ...(session?.keys ?? []).filter(({ apiKey }) => apiKey !== held.apiKey)],
  activeAt: now,
});

/** Without a key; of the last one, nothing is left. */
export const withoutKey = (session: Session, apiKey: string): Session | undefined => {
  const [first, ...others] = session.keys.filter((held) => held.apiKey !== apiKey);
  return first && { ...session, keys: [first, ...others] };
};
