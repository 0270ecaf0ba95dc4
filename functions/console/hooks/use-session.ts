import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { connectionFor } from '../connection.ts';
import { idleMillis, readSession, type Session, withKey, withoutKey, writeSession } from '../session.ts';
import { words } from '../words.ts';

export interface Signed {
  readonly session: Session | undefined;
  /** Why nobody is signed in, or one key fewer. */
  readonly notice: string | undefined;
  /** Rejects where the API does not take the key. */
  readonly signIn: (apiKey: string) => Promise<void>;
  readonly use: (apiKey: string) => void;
  readonly signOut: (apiKey: string) => void;
  readonly signOutAll: () => void;
  /** To be told when the API does not take a key any more. */
  readonly refuse: (apiKey: string) => void;
}

const signsOfLife = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'touchstart'] as const;
/** So often it is written down that somebody is there, and looked whether somebody was. */
const lookEvery = 15_000;

/** Who is signed in. It stands in the tab's own storage, and nowhere else. */
export const useSession = (): Signed => {
  const [session, setSession] = useState(() => readSession(sessionStorage, Date.now()));
  const [notice, setNotice] = useState<string>();

  const change = useCallback((next: Session | undefined, why?: string) => {
    writeSession(sessionStorage, next);
    setSession(next);
    setNotice(why);
  }, []);

  const isSignedIn = session !== undefined;
  useEffect(() => {
    if (!isSignedIn) return;
    let activeAt = Date.now();
    const note = () => {
      const now = Date.now();
      // A tab that slept is woken by the very move that comes too late.
      if (now - activeAt >= idleMillis) return look();
      activeAt = now;
    };
    const look = () => {
      if (Date.now() - activeAt >= idleMillis) return change(undefined, words.signIn.signedOutIdle);
      const kept = readSession(sessionStorage, Date.now());
      if (kept !== undefined) writeSession(sessionStorage, { ...kept, activeAt });
    };
    const timer = setInterval(look, lookEvery);
    for (const sign of signsOfLife) addEventListener(sign, note, { passive: true, capture: true });
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      for (const sign of signsOfLife) removeEventListener(sign, note, { capture: true });
      document.removeEventListener('visibilitychange', look);
    };
  }, [isSignedIn, change]);

  return useMemo(
    () => ({
      session,
      notice,
      signIn: async (apiKey) => {
        const key = await connectionFor(apiKey, location.origin).account.key();
        change(withKey(session, { apiKey, key }, Date.now()));
      },
      use: (apiKey) => {
        const held = session?.keys.find((one) => one.apiKey === apiKey);
        if (held) change(withKey(session, held, Date.now()));
      },
      signOut: (apiKey) => session && change(withoutKey(session, apiKey)),
      signOutAll: () => change(undefined),
      refuse: (apiKey) => {
        const held = session?.keys.find((one) => one.apiKey === apiKey);
        if (!session || !held) return;
        change(withoutKey(session, apiKey), words.signIn.keyRefused(held.key.account.name));
      },
    }),
    [session, notice, change],
  );
};
