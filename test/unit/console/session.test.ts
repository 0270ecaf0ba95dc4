import { describe, expect, it } from 'vitest';
import {
  type HeldKey,
  idleMillis,
  noteActive,
  readSession,
  type Session,
  withKey,
  withoutKey,
  writeSession,
} from '../../../functions/console/session.ts';
import type { TabStorage } from '../../../functions/console/tab-storage.ts';

const held = (name: string): HeldKey => ({
  apiKey: `textgate_${name}`,
  key: { id: `key_${name}`, scopes: ['messages:read'], account: { id: `acc_${name}`, name } },
});
const [shop, bank] = [held('shop'), held('bank')];
const session: Session = { keys: [shop, bank], activeAt: 1_000 };

const storageWith = (content?: unknown): TabStorage & { readonly items: Map<string, string> } => {
  const items = new Map<string, string>();
  if (content !== undefined) items.set('textgate-session', JSON.stringify(content));
  return {
    items,
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
};

describe('a session in its tab', () => {
  it('is read as it was written', () => {
    const storage = storageWith();

    writeSession(storage, session);

    expect(readSession(storage, 1_000)).toEqual(session);
  });

  it('is there until 30 minutes have passed without a sign of life, and then nothing is kept', () => {
    const storage = storageWith(session);

    expect(readSession(storage, 1_000 + idleMillis - 1)).toEqual(session);
    expect(readSession(storage, 1_000 + idleMillis)).toBe('idle');
    expect(storage.items.size).toBe(0);
    expect(readSession(storage, 1_000)).toBeUndefined();
  });

  it('goes on where somebody did something, and begins at no sign of life once nobody is signed in', () => {
    const storage = storageWith(session);

    expect(noteActive(storage, 2_000)).toBe(true);
    expect(readSession(storage, 3_000)).toEqual({ ...session, activeAt: 2_000 });
    writeSession(storage, undefined);
    expect(noteActive(storage, 4_000)).toBe(false);
    expect(storage.items.size).toBe(0);
  });

  it('is gone when it is signed out of', () => {
    const storage = storageWith(session);

    writeSession(storage, undefined);

    expect(storage.items.size).toBe(0);
  });

  it.each([
    'text',
    null,
    [],
    {},
    { keys: [], activeAt: 1 },
    { keys: [shop] },
    { keys: [shop], activeAt: '1' },
    { keys: [null], activeAt: 1 },
    { keys: [shop, { apiKey: 'textgate_x' }], activeAt: 1 },
    { keys: [{ ...shop, key: { ...shop.key, scopes: 'all' } }], activeAt: 1 },
    { keys: [{ ...shop, key: { ...shop.key, account: null } }], activeAt: 1 },
  ])('is none when another program, or version, left something else: %j', (content) => {
    const storage = storageWith(content);

    expect(readSession(storage, 2)).toBeUndefined();
    expect(storage.items.size).toBe(0);
  });

  it('is none when it is no JSON', () => {
    const storage = storageWith();
    storage.setItem('textgate-session', '{');

    expect(readSession(storage, 2)).toBeUndefined();
  });
});

describe('several keys', () => {
  it('are held once each, the one in use first', () => {
    expect(withKey(undefined, shop, 5)).toEqual({ keys: [shop], activeAt: 5 });
    expect(withKey(session, bank, 5)).toEqual({ keys: [bank, shop], activeAt: 5 });
  });

  it('go one by one, and are no sign of life', () => {
    expect(withoutKey(session, shop.apiKey)).toEqual({ keys: [bank], activeAt: 1_000 });
    expect(withoutKey(session, 'textgate_other')).toEqual(session);
    expect(withoutKey({ keys: [shop], activeAt: 1 }, shop.apiKey)).toBeUndefined();
  });
});
