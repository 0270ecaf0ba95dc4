import { useEffect } from 'preact/hooks';
import { placeHref } from '../address.ts';
import { useCurrentPage } from '../hooks/use-current-page.ts';
import { isPageName, pages } from '../pages.ts';
import { Notice } from '../parts/notice.tsx';
import { words } from '../words.ts';
import { FaultGuard } from './fault-guard.tsx';

export const CurrentPage = ({ onShown }: { readonly onShown: () => void }) => {
  const { name, isOffered, rest, filters } = useCurrentPage();
  const place = [name, ...rest].join('/');
  useEffect(() => {
    document.title = titleOf(name, rest);
    onShown();
  }, [place]);
  if (!isPageName(name) || !isOffered) {
    return (
      <>
        <h1>{isPageName(name) ? words.pages[name] : words.errors.noSuchPage}</h1>
        <Notice kind="warning">
          {isPageName(name) && <p>{words.errors.forbidden}</p>}
          <a href={placeHref([])}>{words.errors.toStart}</a>
        </Notice>
      </>
    );
  }
  const Page = pages[name].view;
  return (
    <FaultGuard place={placeHref([place], filters)}>
      <Page key={name} rest={rest} filters={filters} />
    </FaultGuard>
  );
};

const titleOf = (name: string | undefined, rest: readonly string[]): string =>
  [...rest, isPageName(name) ? words.pages[name] : words.errors.noSuchPage, words.product].join(' – ');
