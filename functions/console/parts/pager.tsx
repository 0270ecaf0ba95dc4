import { type Place, placeHref } from '../address.ts';
import { words } from '../words.ts';

interface PagerProps extends Place {
  /** Where the next page begins; `null`: this is the last. */
  readonly next: string | null | undefined;
  /** What the first page, and the next, are called; unless told, the list is the newest first. */
  readonly names?: { readonly first: string; readonly next: string };
}

/** Leads through a list page by page: the cursor is in the address, so one goes back as anywhere. */
export const Pager = ({ path, filters: { cursor, ...filters }, next, names = newestFirst }: PagerProps) =>
  cursor === undefined && !next ? null : (
    <nav class="row" aria-label={words.common.listPages}>
      {cursor !== undefined && (
        <a class="button" href={placeHref(path, filters)} onClick={toContent}>
          {names.first}
        </a>
      )}
      {next && (
        <a class="button" href={placeHref(path, { ...filters, cursor: next })} onClick={toContent}>
          {names.next}
        </a>
      )}
    </nav>
  );

const newestFirst = { first: words.common.newest, next: words.common.older };

/** Where the page begins, which is up. */
const toContent = () => document.getElementById('content')?.focus();
