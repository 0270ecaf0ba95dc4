import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { connectionFor } from '../connection.ts';
import { isAskedOfOthers } from '../draft.ts';
import { noteActive, readSession, type Session, withKey, withoutKey, writeSession } from '../session.ts';
import { words } from '../words.ts';
import { apiUrl } from './api-url.ts';
import { useIdle } from './use-idle.ts';

export interface Signed {
  readonly session: Session | undefined;
  /** Why nobody is signed in, or one key fewer. */
  readonly notice: string | undefined;
  readonly dismissNotice: () => void;
  /** Rejects where the API does not take the key, and where the signal is aborted before it has. */
  readonly signIn: (apiKey: string, signal: AbortSignal) => Promise<void>;
  readonly use: (apiKey: string) => void;
  readonly signOut: (apiKey: string) => void;
  readonly signOutAll: () => void;
  /** To be told when the API does not take a key any more. */
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
 * Who is signed in. It stands in the tab's own storage, and nowhere else.
 * @param onLeave to be told before another key is used than until now, or none; but not when somebody was idle, and may
 * go on where it was
 */
export const useSession = (onLeave: () => void): Signed => {
  const [state, setState] = useState(firstState);
  // An answer that comes late finds who is signed in by then, and not who was.
  const latest = useRef(state);

  const become = useCallback((session: Session | undefined, notice?: string) => {
    // With a key go its drafts, and with a draft what would have kept its form from being carried out twice.
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
