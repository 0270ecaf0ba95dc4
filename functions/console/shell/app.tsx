import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { readPlace } from '../address.ts';
import { connectionFor } from '../connection.ts';
import { focusContent } from '../focus.ts';
import { apiUrl } from '../hooks/api-url.ts';
import { type Console, ConsoleContext } from '../hooks/use-console.ts';
import { go } from '../hooks/use-place.ts';
import { type Signed, useSession } from '../hooks/use-session.ts';
import { Button } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import type { HeldKey, Session } from '../session.ts';
import { words } from '../words.ts';
import { AccountsMenu } from './accounts-menu.tsx';
import { CurrentPage } from './current-page.tsx';
import { Navigation } from './navigation.tsx';
import { SignIn } from './sign-in.tsx';

/**
 * After a change of key, the user stays on the page, but without the recipient or message that they looked at before.
 */
const leave = () => go(readPlace(location.hash).path.slice(0, 1), {}, { replace: true });

export const App = () => {
  const signed = useSession(leave);
  const { session, notice, signIn } = signed;
  const [isAdding, setAdding] = useState(false);
  const adding = useRef(new AbortController());
  const stopAdding = useCallback(() => {
    // If the answer about a key is still awaited, the key must not come into use later.
    adding.current.abort();
    setAdding(false);
  }, []);
  // The first page leaves the focus alone; each page after it takes the focus.
  const takesFocus = useRef(false);
  if (session === undefined || isAdding) {
    takesFocus.current = true;
    const add = async (apiKey: string) => {
      adding.current = new AbortController();
      await signIn(apiKey, adding.current.signal);
      stopAdding();
    };
    return (
      <main class="door">
        <SignIn notice={notice} signIn={add} {...(session && { onCancel: stopAdding })} />
      </main>
    );
  }
  const [held] = session.keys;
  const onShown = () => {
    if (takesFocus.current) {
      focusContent();
      scrollTo(0, 0);
    }
    takesFocus.current = true;
  };
  // With another key, everything starts again, so that one account's data never shows in another.
  return (
    <SignedIn
      key={held.apiKey}
      held={held}
      signed={signed}
      session={session}
      onAdd={() => setAdding(true)}
      onShown={onShown}
    />
  );
};

interface SignedInProps {
  readonly held: HeldKey;
  readonly signed: Signed;
  readonly session: Session;
  readonly onAdd: () => void;
  /** Called when another page is shown. */
  readonly onShown: () => void;
}

const SignedIn = ({ held: { apiKey, key }, signed, session, onAdd, onShown }: SignedInProps) => {
  const { notice, dismissNotice, refuse } = signed;
  const console = useMemo<Console>(
    () => ({
      textgate: connectionFor(apiKey, apiUrl(), () => refuse(apiKey)),
      key,
      may: (scope) => key.scopes.includes(scope),
    }),
    [apiKey, key, refuse],
  );
  return (
    <ConsoleContext.Provider value={console}>
      <button type="button" class="button skip" onClick={focusContent}>
        {words.skip}
      </button>
      <header>
        <span class="brand">{words.product}</span>
        <AccountsMenu session={session} signed={signed} onAdd={onAdd} />
      </header>
      <Navigation />
      <main id="content" tabIndex={-1}>
        {notice && (
          <Notice kind="warning">
            <p>{notice}</p>
            <Button onClick={dismissNotice}>{words.common.close}</Button>
          </Notice>
        )}
        <CurrentPage onShown={onShown} />
      </main>
    </ConsoleContext.Provider>
  );
};
