import { useEffect, useRef } from 'preact/hooks';
import { placeHref } from '../address.ts';
import { useConsole } from '../hooks/use-console.ts';
import { offeredPages, useCurrentPage } from '../hooks/use-current-page.ts';
import { words } from '../words.ts';

export const Navigation = () => {
  const console = useConsole();
  const { name: current } = useCurrentPage();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone there are more of them than fit.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <nav ref={nav} aria-label={words.navigation}>
      {offeredPages(console).map((name) => (
        <a key={name} href={placeHref([name])} aria-current={name === current ? 'page' : undefined}>
          {words.pages[name]}
        </a>
      ))}
      <a class="outside" href="docs" target="_blank" rel="noopener noreferrer">
        {words.documentation}
      </a>
    </nav>
  );
};
