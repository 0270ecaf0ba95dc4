import { isPageName, type PageName, pageNames, scopeOf } from '../pages.ts';
import { type Console, useConsole } from './use-console.ts';
import { usePlace } from './use-place.ts';

/** The pages that the key may use. */
export const offeredPages = ({ may }: Pick<Console, 'may'>): readonly PageName[] =>
  pageNames.filter((name) => {
    const scope = scopeOf(name);
    return scope === undefined || may(scope);
  });

/** The page in the address; if it names none, the first page that the key may use. */
export const useCurrentPage = () => {
  const { path, filters } = usePlace();
  const offered = offeredPages(useConsole());
  const [name = offered[0], ...rest] = path;
  return { name, isOffered: isPageName(name) && offered.includes(name), rest, filters };
};
