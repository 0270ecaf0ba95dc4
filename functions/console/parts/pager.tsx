import { type Place, placeHref } from '../address.ts';
import { words } from '../words.ts';

interface PagerProps extends Place {
  /** The cursor of the next page; `null`: this is the last one. */
  readonly next: string | null | undefined;
  /** The labels of the links to the first and the next page; default: for a list with the newest first. */
  readonly names?: { readonly first: string; readonly next: string };
}

/** Links to the pages of a list. The cursor is in the address, so that the browser's Back button works. */
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

/** Moves to the top of the page. */
const toContent = () => document.getElementById('content')?.focus();
