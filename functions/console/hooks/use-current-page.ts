import { isPageName, type PageName, pageNames, scopeOf } from '../pages.ts';
import { type Console, useConsole } from './use-console.ts';
import { usePlace } from './use-place.ts';

/** The pages that the key is of use for. */
export const offeredPages = ({ may }: Pick<Console, 'may'>): readonly PageName[] =>
  pageNames.filter((name) => {
    const scope = scopeOf(name);
    return scope === undefined || may(scope);
  });

/** The page that the address says; of an address that says none, the first that there is. */
export const useCurrentPage = () => {
  const { path, filters } = usePlace();
  const offered = offeredPages(useConsole());
  const [name = offered[0], ...rest] = path;
  return { name, isOffered: isPageName(name) && offered.includes(name), rest, filters };
};
