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
    // On a phone, not all links fit.
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <nav ref={nav} aria-label={words.navigation}>
      <ul>
        {offeredPages(console).map((name) => (
          <li key={name}>
            <a href={placeHref([name])} aria-current={name === current ? 'page' : undefined}>
              {words.pages[name]}
            </a>
          </li>
        ))}
        <li class="outside">
          <a href="docs" target="_blank" rel="noopener noreferrer">
            {words.documentation}
          </a>
        </li>
      </ul>
    </nav>
  );
};
