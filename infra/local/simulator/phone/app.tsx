import { useEffect, useMemo } from 'preact/hooks';
import { placeHref } from '../../../../functions/console/address.ts';
import { usePlace } from '../../../../functions/console/hooks/use-place.ts';
import { Clock } from './clock.tsx';
import { Conversation } from './conversation.tsx';
import { Panel } from './panel.tsx';
import { PhoneList } from './phone-list.tsx';
import { phonesOf, readUntil } from './phones.ts';
import { useWatched, type Watched, WatchedContext } from './use-gateway.ts';
import { useRead } from './use-read.ts';
import { words } from './words.ts';

export const App = () => {
  const watched = useWatched();
  const { path, filters } = usePlace();
  const chosen = filters['phone'];
  const [read, mark] = useRead();
  const phones = useMemo(() => phonesOf(watched.messages, read), [watched.messages, read]);
  const phone = phones.find(({ to }) => to === chosen);
  const unread = phones.reduce((sum, other) => sum + other.unread, 0);

  useEffect(() => {
    if (phone !== undefined && phone.unread > 0 && !document.hidden) mark(phone.to, readUntil(phone));
  }, [phone, mark]);
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${words.title} – ${words.product}`;
  }, [unread]);

  const view = path[0] === 'controls' ? 'controls' : chosen === undefined ? 'list' : 'conversation';
  return (
    <WatchedContext.Provider value={watched}>
      <Header watched={watched} phone={chosen} isControls={view === 'controls'} />
      {watched.isLost && (
        <p class="notice error" role="alert">
          {words.lost}
        </p>
      )}
      <main class={`panes ${view}`}>
        <PhoneList phones={phones} chosen={chosen} isLoaded={watched.facts !== undefined} />
        <Conversation key={chosen} to={chosen} phone={phone} />
        <Panel />
      </main>
    </WatchedContext.Provider>
  );
};

interface HeaderProps {
  readonly watched: Watched;
  readonly phone: string | undefined;
  readonly isControls: boolean;
}

const Header = ({ watched: { facts }, phone, isControls }: HeaderProps) => (
  <header class="top">
    <h1>
      <span class="brand">{words.product}</span> {words.title}
    </h1>
    <Warnings facts={facts} phone={phone} />
    <Clock />
    <nav aria-label={words.views}>
      <a class="narrow" href={placeHref([], { phone })} aria-current={isControls ? undefined : 'page'}>
        {words.title}
      </a>
      <a class="narrow" href={placeHref(['controls'], { phone })} aria-current={isControls ? 'page' : undefined}>
        {words.controls}
      </a>
      {facts?.consoleUrl && <Outside href={facts.consoleUrl}>{words.console}</Outside>}
      <Outside href="/control/">{words.manual}</Outside>
    </nav>
  </header>
);

const Outside = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <a href={href} target="_blank" rel="noopener noreferrer">
    {children}
  </a>
);

/** Says what keeps messages from arriving as usual. */
const Warnings = ({ facts, phone }: { readonly facts: Watched['facts']; readonly phone: string | undefined }) => {
  const warnings = [
    facts?.isRefusing && words.refusing,
    facts && facts.faults.length > 0 && words.faults(facts.faults.length),
    facts?.newMessages.hold && words.holding,
    facts?.clock.speed === 0 && words.stopped,
  ].filter((warning) => typeof warning === 'string');
  return (
    <p class="warnings" role="status">
      {warnings.map((warning) => (
        <a key={warning} class="badge warn" href={placeHref(['controls'], { phone })}>
          {warning}
        </a>
      ))}
    </p>
  );
};
