import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { connectionFor } from '../connection.ts';
import { isAskedOfOthers } from '../draft.ts';
import { noteActive, readSession, type Session, withKey, withoutKey, writeSession } from '../session.ts';
import { words } from '../words.ts';
import { apiUrl } from './api-url.ts';
import { useIdle } from './use-idle.ts';

export interface Signed {
  readonly session: Session | undefined;
  /** Why a key was signed out. */
  readonly notice: string | undefined;
  readonly dismissNotice: () => void;
  /** Rejects if the API does not accept the key, or if the signal aborts first. */
  readonly signIn: (apiKey: string, signal: AbortSignal) => Promise<void>;
  readonly use: (apiKey: string) => void;
  readonly signOut: (apiKey: string) => void;
  readonly signOutAll: () => void;
  /** Call this if the API does not accept a key any more. */
  readonly refuse: (apiKey: string) => void;
}

interface State {
  readonly session: Session | undefined;
  readonly notice: string | undefined;
}

const firstState = (): State => {
  const kept = readSession(sessionStorage, Date.now());
  return kept === 'idle'
    ? { session: undefined, notice: words.signIn.signedOutIdle }
    : { session: kept, notice: undefined };
};

/**
 * Who is signed in. This is kept only in the tab's own storage.
 * @param onLeave called before another key or none is used; not after idle time, because the user may then continue at
 * the same place
 */
export const useSession = (onLeave: () => void): Signed => {
  const [state, setState] = useState(firstState);
  // A late answer must find the present session, not the one from when it was requested.
  const latest = useRef(state);

  const become = useCallback((session: Session | undefined, notice?: string) => {
    // Signing a key out deletes its drafts. Without its draft, a form could be carried out twice, so the user is
    // warned.
    const wasAsking = isAskedOfOthers(sessionStorage, session?.keys.map(({ key }) => key.id) ?? []);
    writeSession(sessionStorage, session);
    const notices = [notice, wasAsking ? words.signIn.wasAsking : undefined].filter((one) => one !== undefined);
    latest.current = { session, notice: notices.length > 0 ? notices.join(' ') : undefined };
    setState(latest.current);
  }, []);

  useIdle(
    state.session !== undefined,
    useCallback(() => become(undefined, words.signIn.signedOutIdle), [become]),
    useCallback(
      (activeAt) => {
        const { session, notice } = latest.current;
        if (session === undefined) return;
        if (noteActive(sessionStorage, activeAt)) {
          latest.current = { session: { ...session, activeAt }, notice };
        } else become(undefined);
      },
      [become],
    ),
  );

  const deeds = useMemo(() => {
    const now = () => latest.current.session;
    const change = (session: Session | undefined, notice?: string) => {
      const before = now()?.keys[0].apiKey;
      if (before !== undefined && before !== session?.keys[0].apiKey) onLeave();
      become(session, notice);
    };
    const heldAs = (apiKey: string) => now()?.keys.find((held) => held.apiKey === apiKey);
    return {
      dismissNotice: () => change(now()),
      signIn: async (apiKey: string, signal: AbortSignal) => {
        const key = await connectionFor(apiKey, apiUrl()).account.key({ signal });
        change(withKey(now(), { apiKey, key }, Date.now()));
      },
      use: (apiKey: string) => {
        const held = heldAs(apiKey);
        if (held) change(withKey(now(), held, Date.now()));
      },
      signOut: (apiKey: string) => {
        const session = now();
        if (session) change(withoutKey(session, apiKey));
      },
      signOutAll: () => change(undefined),
      refuse: (apiKey: string) => {
        const session = now();
        const held = heldAs(apiKey);
        if (session && held) change(withoutKey(session, apiKey), words.signIn.keyRefused(held.key.account.name));
      },
    };
  }, [become, onLeave]);

  return useMemo(() => ({ ...state, ...deeds }), [state, deeds]);
};
