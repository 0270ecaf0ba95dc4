import { chunksOf } from '../../runtime/concurrency.ts';
import type { OpenEntry, OpenMessages } from '../ports.ts';
import type { LeftOver, Range } from './ranges.ts';

/** The most ids that the upstream is asked about in one call. */
const idsPerCall = 100;

/** Messages for one call, and their place in the index. */
export interface Batch {
  readonly place: LeftOver;
  readonly entries: readonly OpenEntry[];
}

interface Options {
  readonly open: OpenMessages;
  /** Whether it is too late to read another page. */
  readonly isLate: () => boolean;
  /** Called if a page cannot be read. */
  readonly onFailure: (error: unknown) => void;
  /** Called with the place where a range was left before its end. */
  readonly onLeft: (place: LeftOver) => void;
  /** Called for each page with the ranges that are not begun. Returns the ones to keep. */
  readonly keep: (ranges: readonly Range[]) => Promise<readonly Range[]>;
}

/**
 * Reads the ranges page by page, and cuts the pages to what fits into one call. The next page is read while the
 * upstream is asked about this one. If a page cannot be read, only its range ends.
 */
export async function* batchesIn(ranges: readonly Range[], options: Options): AsyncGenerator<Batch> {
  let [range, ...rest] = ranges;
  while (range !== undefined) {
    const { shard, window, after, until } = range;
    let place: LeftOver | undefined = { shard, window, after };
    let reading = pageFrom(place, until, options);
    while (place !== undefined) {
      const page = await reading;
      if (page === undefined) {
        options.onLeft(place);
        break;
      }
      const next: LeftOver | undefined = page.next === undefined ? undefined : { shard, window, after: page.next };
      if (next !== undefined) reading = pageFrom(next, until, options);
      let from = place.after;
      rest = [...(await options.keep(rest))];
      for (const entries of chunksOf(page.entries, idsPerCall)) {
        yield { place: { shard, window, after: from }, entries };
        from = entries.at(-1)?.key ?? from;
      }
      place = next;
    }
    [range, ...rest] = rest;
  }
}

/** @returns `undefined` if it is too late, or the page cannot be read */
const pageFrom = async ({ shard, after }: LeftOver, until: string, { open, isLate, onFailure }: Options) => {
  if (isLate()) return undefined;
  try {
    return await open.page(shard, after, until);
  } catch (error) {
    onFailure(error);
    return undefined;
  }
};
