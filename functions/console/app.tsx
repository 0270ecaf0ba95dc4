import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { placeHref } from './address.ts';
import { connectionFor } from './connection.ts';
import { type Console, ConsoleContext, useConsole } from './hooks/use-console.ts';
import { usePlace } from './hooks/use-place.ts';
import { type Signed, useSession } from './hooks/use-session.ts';
import { isPageName, type PageName, pageNames, pages, scopeOf } from './pages.tsx';
import { Notice } from './parts/notice.tsx';
import type { HeldKey, Session } from './session.ts';
import { SignIn } from './sign-in.tsx';
import { words } from './words.ts';

export const App = () => {
  const signed = useSession();
  const { session, notice, signIn } = signed;
  const [isAdding, setAdding] = useState(false);
  if (session === undefined || isAdding) {
    const add = async (apiKey: string) => {
      await signIn(apiKey);
      setAdding(false);
    };
    return (
      <main class="door">
        <SignIn notice={notice} signIn={add} {...(session && { onCancel: () => setAdding(false) })} />
      </main>
    );
  }
  const [held] = session.keys;
  // With another key, everything begins anew: nothing of one account is ever seen in another.
  return <SignedIn key={held.apiKey} held={held} signed={signed} session={session} onAdd={() => setAdding(true)} />;
};

interface SignedInProps {
  readonly held: HeldKey;
  readonly signed: Signed;
  readonly session: Session;
  readonly onAdd: () => void;
}

const SignedIn = ({ held: { apiKey, key }, signed, session, onAdd }: SignedInProps) => {
  const latest = useRef(signed);
  latest.current = signed;
  const console = useMemo<Console>(
    () => ({
      textgate: connectionFor(apiKey, location.origin, () => latest.current.refuse(apiKey)),
      key,
      may: (scope) => key.scopes.includes(scope),
    }),
    [apiKey, key],
  );
  return (
    <ConsoleContext.Provider value={console}>
      <button type="button" class="skip" onClick={skip}>
        {words.skip}
      </button>
      <header>
        <span class="brand">{words.product}</span>
        <Accounts session={session} signed={signed} onAdd={onAdd} />
      </header>
      <Navigation />
      <main id="content" tabIndex={-1}>
        {signed.notice && <Notice kind="info">{signed.notice}</Notice>}
        <CurrentPage />
      </main>
    </ConsoleContext.Provider>
  );
};

/** A link cannot lead there: what is behind the `#` is the page. */
const skip = () => document.getElementById('content')?.focus();

const offered = ({ may }: Console): readonly PageName[] =>
  pageNames.filter((name) => {
    const scope = scopeOf(name);
    return scope === undefined || may(scope);
  });

const useCurrentPage = () => {
  const { path, filters } = usePlace();
  const [first = offered(useConsole())[0], ...rest] = path;
  return { name: first, rest, filters };
};

const Navigation = () => {
  const console = useConsole();
  const { name: current } = useCurrentPage();
  return (
    <nav aria-label={words.navigation}>
      {offered(console).map((name) => (
        <a key={name} href={placeHref([name])} aria-current={name === current ? 'page' : undefined}>
          {words.pages[name]}
        </a>
      ))}
      <a class="outside" href="/docs" target="_blank" rel="noopener noreferrer">
        {words.documentation}
      </a>
    </nav>
  );
};

const CurrentPage = () => {
  const console = useConsole();
  const { name, rest, filters } = useCurrentPage();
  const isOffered = isPageName(name) && offered(console).includes(name);
  useEffect(() => {
    document.title = isPageName(name) ? `${words.pages[name]} – ${words.product}` : words.product;
  }, [name]);
  if (!isPageName(name) || !isOffered) {
    return (
      <Notice kind="warning">
        <p>{isPageName(name) ? words.errors.forbidden : words.errors.noSuchPage}</p>
        <a href={placeHref([])}>{words.errors.toStart}</a>
      </Notice>
    );
  }
  const Page = pages[name].view;
  return <Page rest={rest} filters={filters} />;
};

const Accounts = ({ session, signed, onAdd }: Pick<SignedInProps, 'session' | 'signed' | 'onAdd'>) => {
  const [{ apiKey, key }] = session.keys;
  return (
    <details class="accounts">
      <summary aria-label={`${words.accounts.label}: ${key.account.name}`}>{key.account.name}</summary>
      <div class="menu">
        {session.keys.slice(1).map((held) => (
          <button key={held.apiKey} type="button" onClick={() => signed.use(held.apiKey)}>
            {held.key.account.name} <small>{held.key.id}</small>
          </button>
        ))}
        <button type="button" onClick={onAdd}>
          {words.signIn.another}
        </button>
        <button type="button" onClick={() => signed.signOut(apiKey)}>
          {words.accounts.signOut}
        </button>
        {session.keys.length > 1 && (
          <button type="button" onClick={signed.signOutAll}>
            {words.accounts.signOutAll}
          </button>
        )}
      </div>
    </details>
  );
};
