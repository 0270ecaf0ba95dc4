import type { Place } from './address.ts';

export interface PageProps {
  /** The path after the page's name: `msg_…`. */
  readonly rest: readonly string[];
  readonly filters: Place['filters'];
}
