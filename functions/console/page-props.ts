import type { Place } from './address.ts';

/** What each page is given: the place where one is. */
export interface PageProps {
  /** What comes behind the page's name in the path: `msg_…`. */
  readonly rest: readonly string[];
  readonly filters: Place['filters'];
}
